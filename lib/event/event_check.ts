/** The one instance of the WebAssembly that checks events, and its memory. */
import { WASM } from "../wasm/event_check.wasm.ts";
import { instantiate } from "../wasm/instantiate.ts";

/** What `lib/wasm/assembly/event_check.ts` exports. */
interface EventCheck {
  readonly memory: WebAssembly.Memory;
  readonly INPUT: WebAssembly.Global;
  readonly INPUT_SIZE: WebAssembly.Global;
  readonly RESULT: WebAssembly.Global;
  check(length: number): number;
  readonly JOINED: WebAssembly.Global;
  readonly MAX_JOINED: WebAssembly.Global;
  readonly ROWS: WebAssembly.Global;
  readonly ENDS: WebAssembly.Global;
  joinLines(
    from: number,
    end: number,
    isLast: number,
    maxLength: number,
    tailLength: number,
  ): number;
}

/** The instance. */
export const wasm = instantiate<EventCheck>(WASM);

/** Where what is to be checked is put. */
export const input = new Uint8Array(
  wasm.memory.buffer,
  wasm.INPUT.value,
  wasm.INPUT_SIZE.value,
);
