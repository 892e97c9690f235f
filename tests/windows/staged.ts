/** The sources as Deno under Wine runs them: a copy, with no package that it does not need. */
import { dirname, fromFileUrl, join, relative } from "@std/path";
import { outputOf } from "../client_process.ts";

const PROJECT = fromFileUrl(new URL("../../", import.meta.url));
/** Asked for once: npm takes its time. */
let npmRegistry: string | undefined;

const SOURCES = ["server.ts", "client", "lib"];

/**
 * Copies the sources into `folder`.
 *
 * A package with native parts would be downloaded for Windows too, only because `deno.json`
 * names it, so the copy's names just those that the sources import. They are downloaded here,
 * into `denoFolder`: under Wine there may be no way to the registry.
 */
export async function stageSources(
  { folder, denoFolder }: { folder: string; denoFolder: string },
): Promise<void> {
  const { imports } = JSON.parse(
    await Deno.readTextFile(`${PROJECT}deno.json`),
  );
  const texts: string[] = [];
  for (const path of SOURCES.flatMap((name) => filesIn(join(PROJECT, name)))) {
    const to = join(folder, relative(PROJECT, path));
    await Deno.mkdir(dirname(to), { recursive: true });
    await Deno.copyFile(path, to);
    if (path.endsWith(".ts")) texts.push(await Deno.readTextFile(path));
  }
  const used = Object.entries(imports).filter(([name, target]) =>
    String(target).startsWith("./") ||
    texts.some((text) => text.includes(`"${name}`))
  );
  await Deno.writeTextFile(
    `${folder}/deno.json`,
    JSON.stringify({
      imports: Object.fromEntries(used),
      lock: false,
      nodeModulesDir: "none",
    }),
  );
  // The cache is kept by registry, and npm's settings are this user's.
  npmRegistry ??= outputOf("npm", ["config", "get", "registry"]).trim();
  await Deno.writeTextFile(`${folder}/.npmrc`, `registry=${npmRegistry}\n`);
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["cache", "--quiet", "server.ts", "client/main.ts"],
    cwd: folder,
    env: { DENO_DIR: denoFolder },
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

function filesIn(path: string): string[] {
  if (!Deno.statSync(path).isDirectory) return [path];
  return Array.from(Deno.readDirSync(path))
    .filter(({ name }) => !/_test\.ts$|^testing$/.test(name))
    .flatMap(({ name }) => filesIn(join(path, name)));
}
