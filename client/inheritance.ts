/**
 * Keeps what this process was handed by its caller from the processes it starts, on Windows.
 *
 * Deno starts processes so that they inherit every inheritable handle, which need not be one of
 * the three streams: a shell that redirects those keeps the originals open beside them. A
 * detached child that holds such a pipe lets whoever reads it wait for the child's end.
 */
/** As the permission of the executable has it; see scripts/build/programs.ts. */
export const KERNEL = "C:\\Windows\\System32\\kernel32.dll";

const HANDLE_FLAG_INHERIT = 1;
/** What `GetCurrentProcess()` returns. */
export const THIS_PROCESS = -1n;
/** Handles are multiples of 4, and small: an inherited one has the number it has in the caller. */
const STEP = 4;
const END = 0x10000;

/** Makes all open handles uninheritable; does nothing where Deno may not call the system. */
export function keepHandles(): void {
  const permission = { name: "ffi", path: KERNEL } as const;
  if (Deno.permissions.querySync(permission).state !== "granted") return;
  const library = Deno.dlopen(KERNEL, {
    GetProcessHandleCount: { parameters: ["isize", "buffer"], result: "i32" },
    SetHandleInformation: {
      parameters: ["usize", "u32", "u32"],
      result: "i32",
    },
  });
  try {
    const { GetProcessHandleCount, SetHandleInformation } = library.symbols;
    const count = new Uint32Array(1);
    GetProcessHandleCount(THIS_PROCESS, count);
    // 0 is no answer: then all are tried.
    let left = count[0] || Infinity;
    for (let handle = STEP; handle < END && left > 0; handle += STEP) {
      if (SetHandleInformation(BigInt(handle), HANDLE_FLAG_INHERIT, 0)) left--;
    }
  } finally {
    library.close();
  }
}
