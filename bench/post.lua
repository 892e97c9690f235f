-- wrk's part: one event a request, each with a uuid of its own.
--
-- wrk ... -s post.lua URL -- RUN COUNT
--   RUN    eight hexadecimal digits, others for each run
--   COUNT  how many requests to make beforehand: making them on the way would slow wrk down

local BODY = '{"username": "mahmoud", "uuid": "%s-0000-4000-8000-%012x", "python": {'
  .. '"bin": "/usr/bin/python", "build_date": "Mar 22 2014 22:59:56", "have_ucs4": true, '
  .. '"version_info": [2, 7, 6, "final", 0], "argv": ["collect.py"], "have_readline": true, '
  .. '"version": "2.7.6 (default, Mar 22 2014, 22:59:56) [GCC 4.8.2]", "is_64bit": true, '
  .. '"compiler": "GCC 4.8.2"}, "hostname": "feldspar", "uname": ["Linux", "feldspar", '
  .. '"3.13.0-30-generic", "#54-Ubuntu SMP Mon Jun 9 22:45:01 UTC 2014", "x86_64", "x86_64"], '
  .. '"time": {"std_utc_offset": -8.0, "epoch": 1407542833.75788}, "hostfqdn": "feldspar"}'

local requests = {}
local threads = {}
-- Not local: "done" reads it from outside.
sent = 0

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  wrk.method = "POST"
  for number = 1, tonumber(args[2]) do
    requests[number] = wrk.format(nil, nil, nil, string.format(BODY, args[1], number))
  end
end

function request()
  sent = sent + 1
  -- Beyond the last one all are the same again: "exhausted" tells, and the run does not count.
  return requests[sent] or requests[1]
end

function done(summary, latency, _)
  local asked = 0
  for _, thread in ipairs(threads) do asked = asked + thread:get("sent") end
  local errors = summary.errors
  io.write(string.format(
    '{"answered": %d, "asked": %d, "seconds": %.6f, "failed": %d, "refused": %d, '
      .. '"p50_ms": %.3f, "p99_ms": %.3f, "max_ms": %.3f}\n',
    summary.requests, asked, summary.duration / 1e6,
    errors.connect + errors.read + errors.write + errors.timeout, errors.status,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    latency.max / 1000))
end
