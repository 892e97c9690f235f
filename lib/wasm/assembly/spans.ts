/** Where in the line at hand the values of the paths are. */
import { NODE_SIZE, NODES, NONE, SPANS } from "./layout";

export function clearSpans(first: u32, end: u32): void {
  for (let path = first; path < end; path++) {
    store<u64>(SPANS + (<usize> path << 3), 0);
  }
}

// @ts-ignore: a decorator of AssemblyScript
@inline
export function keepSpan(path: u32, start: usize, end: usize): void {
  const span = SPANS + (<usize> path << 3);
  store<u32>(span, <u32> start);
  store<u32>(span, <u32> end, 4);
}

/** The path that ends in a node, if one does. */
// @ts-ignore: a decorator of AssemblyScript
@inline
export function pathOf(node: u32): u32 {
  return node == NONE
    ? NONE
    : load<u32>(NODES + <usize> node * NODE_SIZE, 8);
}

// @ts-ignore: a decorator of AssemblyScript
@inline
export function setStart(path: u32, start: usize): void {
  store<u32>(SPANS + (<usize> path << 3), <u32> start);
}

// @ts-ignore: a decorator of AssemblyScript
@inline
export function setEnd(path: u32, end: usize): void {
  store<u32>(SPANS + (<usize> path << 3), <u32> end, 4);
}
