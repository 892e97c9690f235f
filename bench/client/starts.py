"""Starts a command some times and prints what each start took, as JSON.

usage: starts.py COUNT PAUSE_MS COMMAND [ARGUMENT...]

Each item has the wall time, the processor time of the process and of all that it waited for, in
milliseconds, and its largest resident memory in bytes.
"""
import json
import os
import sys
import time

count, pause_ms, command = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3:]
null = os.open(os.devnull, os.O_RDWR)
streams = [(os.POSIX_SPAWN_DUP2, null, number) for number in (0, 1, 2)]
starts = []
for _ in range(count):
    begun = time.perf_counter()
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=streams)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - begun
    if status != 0:
        sys.exit("%r ended with status %d" % (command, status))
    starts.append(
        {
            "wall_ms": wall * 1000,
            "cpu_ms": (usage.ru_utime + usage.ru_stime) * 1000,
            "resident_bytes": usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
        }
    )
    time.sleep(pause_ms / 1000)
print(json.dumps(starts))
