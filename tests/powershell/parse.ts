/**
 * Parses PowerShell, which few of our machines have, with the grammar that editors use: reads a
 * JSON list of sources, prints a JSON list of what is in each.
 *
 * Run without the lock file: the grammar is not among the project's packages, all of which every
 * start from source downloads.
 */

const ENGINE: string = "npm:web-tree-sitter@0.27.2";
const GRAMMAR: string = "npm:tree-sitter-powershell@0.26.4";

/** What a source holds. */
export interface Outline {
  /** Whether the grammar does not understand all of it. */
  readonly hasError: boolean;
  readonly functions: readonly string[];
  /** The commands that are called, each once. */
  readonly commands: readonly string[];
  /** Single-quoted strings, without their quotes. */
  readonly literals: readonly string[];
  /** The calls that stand in a `try`. */
  readonly tried: readonly string[];
  /** The text of the last statement. */
  readonly last: string;
}

/** What is used of the engine. */
interface Node {
  readonly type: string;
  readonly text: string;
  readonly hasError: boolean;
  readonly namedChildren: readonly Node[];
  descendantsOfType(type: string): Node[];
  childForFieldName(name: string): Node | null;
}

interface Engine {
  readonly Parser: {
    new (): {
      setLanguage(language: unknown): void;
      parse(source: string): { readonly rootNode: Node };
    };
    init(): Promise<void>;
  };
  readonly Language: { load(bytes: Uint8Array): Promise<unknown> };
}

function outline(root: Node): Outline {
  const texts = (node: Node, type: string) =>
    node.descendantsOfType(type).map(({ text }) => text);
  const calls = (node: Node) => [...new Set(texts(node, "command_name"))];
  const statements = root.namedChildren
    .filter(({ type }) => type !== "comment")
    .flatMap((node) =>
      node.type === "statement_list" ? node.namedChildren : [node]
    );
  return {
    hasError: root.hasError,
    functions: texts(root, "function_name"),
    commands: calls(root),
    literals: texts(root, "verbatim_string_characters")
      .map((text) => text.slice(1, -1).replaceAll("''", "'")),
    tried: root.descendantsOfType("try_statement").flatMap((node) =>
      calls(node.namedChildren[0]!)
    ),
    last: statements.at(-1)?.text ?? "",
  };
}

const { Parser, Language } = await import(ENGINE) as Engine;
await Parser.init();
// Before this the package is not known, and then its other files are not found.
await import(`${GRAMMAR}/package.json`, { with: { type: "json" } });
const grammar = await import(`${GRAMMAR}/tree-sitter-powershell.wasm`, {
  with: { type: "bytes" },
});
const parser = new Parser();
parser.setLanguage(await Language.load(grammar.default));
const sources: string[] = JSON.parse(
  await new Response(Deno.stdin.readable).text(),
);
console.log(
  JSON.stringify(
    sources.map((source) => outline(parser.parse(source).rootNode)),
  ),
);
