/** Starts a WebAssembly module that needs nothing from outside. */

/**
 * @param base64 the module, as `task wasm` writes it
 * @returns what it exports, with memory of its own
 */
export function instantiate<Exports>(base64: string): Exports {
  const module = new WebAssembly.Module(Uint8Array.fromBase64(base64));
  return new WebAssembly.Instance(module).exports as Exports;
}
