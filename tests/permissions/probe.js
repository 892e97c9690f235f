// @ts-check
/**
 * Put in front of a program, unknown to it: when it exits, each kind of permission is tried, and
 * a line on standard error tells which of them are left. A thread tells at its start.
 */
(() => {
  /** Outside what the program works on; what is tried leaves nothing behind. */
  const TRIES = {
    read: () => Deno.lstatSync("."),
    write: () => Deno.mkdirSync("."),
    net: () => Deno.listen({ hostname: "127.0.0.1", port: 0 }).close(),
    env: () => Deno.env.get("PYANALYTICS_DATA"),
    sys: () => Deno.hostname(),
    run: () => new Deno.Command("/bin/true").outputSync(),
    ffi: () => Deno.dlopen("libc.so.6", {}).close(),
    import: () => {
      const { state } = Deno.permissions.querySync({ name: "import" });
      if (state !== "granted") throw new Deno.errors.NotCapable();
    },
  };

  /** @param {() => unknown} use */
  function isAllowed(use) {
    try {
      use();
      return true;
    } catch (error) {
      return !(error instanceof Deno.errors.NotCapable);
    }
  }

  /** @param {string} name */
  function tell(name) {
    const left = Object.entries(TRIES)
      .filter(([, use]) => isAllowed(use))
      .map(([kind]) => kind);
    const line = `${JSON.stringify({ permissionsOf: name, left })}\n`;
    Deno.stderr.writeSync(new TextEncoder().encode(line));
  }

  // A name of its own has each thread, and the program has none.
  const { name } = globalThis;
  if (name) return tell(name);
  const exit = Deno.exit;
  Deno.exit = (code) => {
    tell("program");
    return exit(code);
  };
})();
