/** Lowers the priority of this process, on Windows, where no command could start it so. */
import { KERNEL, THIS_PROCESS } from "./inheritance.ts";

const BELOW_NORMAL_PRIORITY_CLASS = 0x4000;

/** Puts this process behind the user's own programs; does nothing where Deno may not do that. */
export function lowerPriority(): void {
  const permission = { name: "ffi", path: KERNEL } as const;
  if (Deno.permissions.querySync(permission).state !== "granted") return;
  const library = Deno.dlopen(KERNEL, {
    SetPriorityClass: { parameters: ["isize", "u32"], result: "i32" },
  });
  try {
    library.symbols.SetPriorityClass(THIS_PROCESS, BELOW_NORMAL_PRIORITY_CLASS);
  } finally {
    library.close();
  }
}
