/**
 * Runs code from its input in CPython 3.14, compiled to WebAssembly, and prints what it says.
 *
 * Run without the lock file: Pyodide is not among the project's packages, all of which every
 * start from source downloads.
 */

const PYODIDE: string = "npm:pyodide@314.0.7";

/** What is used of Pyodide. */
interface Pyodide {
  loadPyodide(options: {
    readonly stdout: (line: string) => void;
    readonly args: readonly string[];
  }): Promise<{ runPython(code: string): void }>;
}

const { loadPyodide } = await import(PYODIDE) as Pyodide;
const python = await loadPyodide({ stdout: console.log, args: ["-I", "-S"] });
python.runPython(await new Response(Deno.stdin.readable).text());
