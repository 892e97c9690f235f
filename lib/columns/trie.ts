/** Writes base paths for the scan, as the trie that its source describes. */
import type { BasePath, Step } from "./base_path.ts";

/** Where `column_scan` wants the parts of the trie. */
export interface TriePlaces {
  readonly NODES: number;
  readonly CHILDREN: number;
  readonly KEYS: number;
}

interface Node {
  path: number;
  readonly children: { readonly step: Step; readonly node: Node }[];
}

const NONE = 0xffffffff;
const NODE_WORDS = 5;
const CHILD_WORDS = 4;
const encoder = new TextEncoder();

/**
 * Writes the trie of `paths`, numbered as they come but so that those below any node follow each
 * other.
 *
 * @returns for each of `paths` its number
 */
export function writeTrie(
  memory: ArrayBufferLike,
  places: TriePlaces,
  paths: readonly BasePath[],
): number[] {
  const root: Node = { path: NONE, children: [] };
  const ends = paths.map((path) => nodeOf(root, path));
  const nodes: Node[] = [];
  const firsts: number[] = [];
  const lasts: number[] = [];
  let numbered = 0;
  const visit = (node: Node): void => {
    const at = nodes.push(node) - 1;
    firsts[at] = numbered;
    if (ends.includes(node)) node.path = numbered++;
    for (const child of node.children) visit(child.node);
    lasts[at] = numbered;
  };
  visit(root);
  const nodeWords = new Uint32Array(memory, places.NODES);
  const childWords = new Uint32Array(memory, places.CHILDREN);
  const bytes = new Uint8Array(memory);
  let childCount = 0;
  let keyAt = places.KEYS;
  for (const [at, node] of nodes.entries()) {
    nodeWords.set([
      childCount,
      node.children.length,
      node.path,
      firsts[at]!,
      lasts[at]!,
    ], at * NODE_WORDS);
    for (const { step, node: child } of node.children) {
      const key = encoder.encode(step.key ?? "");
      bytes.set(key, keyAt);
      childWords.set([
        keyAt,
        step.key === undefined ? NONE : key.length,
        Math.min(step.index ?? NONE, NONE),
        nodes.indexOf(child),
      ], childCount++ * CHILD_WORDS);
      keyAt = (keyAt + key.length + 15) & ~7;
    }
  }
  return ends.map((node) => node.path);
}

/** Whether a trie can hold both: no place can be reached by two different steps. */
export function areCompatible(a: BasePath, b: BasePath): boolean {
  for (let at = 0; at < Math.min(a.steps.length, b.steps.length); at++) {
    const [left, right] = [a.steps[at]!, b.steps[at]!];
    if (left.key === right.key && left.index === right.index) continue;
    const isSameKey = left.key !== undefined && left.key === right.key;
    const isSameIndex = left.index !== undefined && left.index === right.index;
    return !isSameKey && !isSameIndex;
  }
  return true;
}

function nodeOf(root: Node, { steps }: BasePath): Node {
  let node = root;
  for (const step of steps) {
    let child = node.children.find((each) =>
      each.step.key === step.key && each.step.index === step.index
    );
    if (child === undefined) {
      child = { step, node: { path: NONE, children: [] } };
      node.children.push(child);
    }
    node = child.node;
  }
  return node;
}
