/** What every field of an event is: the table behind docs/PRIVACY.md. */
import type { ClientEvent } from "./event.ts";

/** One field, for those whose machine sends it. */
export interface Field {
  /** What it says, for people who do not know the program. */
  readonly about: string;
  /** As JSON has it. */
  readonly example: unknown;
  /** The option that keeps it back or changes it. */
  readonly option?: "argv" | "user_names" | "host_names" | "packages";
}

/** A field for every member of an event: one that is not here does not compile. */
export type Fields = {
  readonly [Name in keyof ClientEvent]-?: Name extends Group
    ? { readonly [Member in keyof NonNullable<ClientEvent[Name]>]-?: Field }
    : Field;
};

type Group = "uname" | "python" | "os" | "machine" | "time" | "client";

export const FIELDS: Fields = {
  username: {
    about: "The user's name, as Python's `getpass.getuser()` finds it",
    example: "zoe",
    option: "user_names",
  },
  uuid: {
    about: "A random number for this event, by which none is stored twice",
    example: "64a6f60f-ccde-4120-ae4e-f7be5073f504",
  },
  hostname: {
    about: "The host's name",
    example: "build7",
    option: "host_names",
  },
  hostfqdn: {
    about: "The host's full name, asked for once an hour",
    example: "build7.example.org",
    option: "host_names",
  },
  uname: {
    system: { about: "The system's name", example: "Linux" },
    node: {
      about: "The host's name",
      example: "build7",
      option: "host_names",
    },
    release: { about: "The kernel's release", example: "6.1.0-18-amd64" },
    version: {
      about: "The kernel's version",
      example: "#1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1",
    },
    machine: { about: "What the kernel calls the machine", example: "x86_64" },
    processor: {
      about: "The processor, where the system names it",
      example: "",
    },
  },
  python: {
    argv: {
      about:
        "What Python runs: by default the script's name without its folder, " +
        "or `-m` and the module's name",
      example: ["job.py"],
      option: "argv",
    },
    bin: {
      about: "The interpreter's path",
      example: "/usr/bin/python3",
      option: "user_names",
    },
    is_64bit: { about: "Whether it is a 64-bit program", example: true },
    version: {
      about: "Its version, in full",
      example: "3.11.2 (main, Apr 28 2025, 14:11:48) [GCC 12.2.0]",
    },
    compiler: { about: "What it was compiled with", example: "GCC 12.2.0" },
    build_date: {
      about: "When it was compiled",
      example: "Apr 28 2025 14:11:48",
    },
    version_info: {
      about: "Its version in parts",
      example: [3, 11, 2, "final", 0],
    },
    have_ucs4: {
      about: "Whether its texts hold any character in one unit",
      example: true,
    },
    have_readline: { about: "Whether it has `readline`", example: true },
    openssl_version: {
      about: "The OpenSSL it uses",
      example: "OpenSSL 3.0.19 27 Jan 2026",
    },
    sqlite_version: { about: "The SQLite it uses", example: "3.40.1" },
    implementation: { about: "Which Python it is", example: "CPython" },
    executable: {
      about: "The interpreter's path, as it says itself",
      example: "/usr/bin/python3",
      option: "user_names",
    },
    base_prefix: {
      about: "Where it is installed; of a virtual environment, what it is of",
      example: "/usr",
      option: "user_names",
    },
    platform: {
      about: "The platform it was built for",
      example: "linux-x86_64",
    },
    arch: { about: "The architecture it was built for", example: "x86_64" },
    is_venv: { about: "Whether it is a virtual environment", example: false },
    is_conda: { about: "Whether it is conda's", example: false },
    is_pyenv: { about: "Whether pyenv installed it", example: false },
    is_debug: { about: "Whether it is a debug build", example: false },
    is_free_threaded: {
      about: "Whether it does without the global lock",
      example: false,
    },
    package_count: {
      about: "How many packages are installed in it",
      example: 26,
    },
    packages: {
      about: "Their names and versions: only where `packages` is switched on",
      example: { pip: "23.0.1", six: "1.16.0" },
      option: "packages",
    },
    is_store_stub: {
      about:
        "On Windows, that instead of a Python there was only the Store's " +
        "stub, which was not started",
      example: true,
    },
    is_emulated: {
      about: "Whether the processor translates it, as Rosetta does",
      example: false,
    },
  },
  os: {
    name: {
      about: "The distribution, macOS, or which Windows",
      example: "Debian GNU/Linux",
    },
    version: { about: "Its version", example: "12" },
    build: {
      about: "macOS and Windows: the build, with the latest update's number",
      example: "22631.3447",
    },
    edition: { about: "Windows: the edition", example: "Professional" },
    release: { about: "Windows: the release", example: "23H2" },
    libc: { about: "Linux: the C library", example: "glibc" },
    libc_version: { about: "Linux: its version", example: "2.36" },
    wsl: {
      about: "Linux on Windows: which version of the subsystem, 1 or 2",
      example: 2,
    },
  },
  machine: {
    arch: { about: "The processor's own architecture", example: "x86_64" },
    cores: { about: "Processors that may be used", example: 8 },
    memory_bytes: { about: "The machine's memory", example: 17179869184 },
    cpu_limit: {
      about: "Linux: how many processors the control group allows",
      example: 1.5,
    },
    memory_limit_bytes: {
      about: "Linux: how much memory the control group allows",
      example: 536870912,
    },
    container: { about: "Linux: the kind of container", example: "docker" },
    ci: {
      about: "The system for continuous integration, where one says so",
      example: "gitlab-ci",
    },
    is_ephemeral: {
      about: "Whether the machine is likely gone after its job",
      example: false,
    },
  },
  time: {
    utc: {
      about: "When Python was started",
      example: "2026-11-23T21:04:05.123Z",
    },
    std_utc_offset: {
      about: "The time zone: hours east of UTC, without daylight saving time",
      example: 1,
    },
    epoch: {
      about: "The same time in seconds since 1970",
      example: 1795467845.123,
    },
  },
  client: {
    version: { about: "This program's version", example: "0.1.0" },
    wrapper: { about: "Which wrapper called it", example: "sh" },
    sent_attempts: { about: "How often this event was sent", example: 1 },
    dropped: {
      about: "How many older events had to be dropped, if any",
      example: 12,
    },
    timings_ms: {
      about: "How long each group of facts took, in milliseconds",
      example: { os: 3.1, python: 41.3 },
    },
    missing: {
      about: "Facts that could not be obtained, and settings not usable",
      example: ["hostfqdn"],
    },
  },
  tags: {
    about: "What `--tag` and the configuration add",
    example: { team: "data" },
  },
  site: {
    about: "What your organisation's own files and programs in `facts.d` say",
    example: { owner: { team: "data" } },
  },
};
