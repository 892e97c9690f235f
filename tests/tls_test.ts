/** HTTPS from end to end: the server's own certificate, and a client that must trust it. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { connect } from "node:http2";
import { makeCertificate } from "./certificate.ts";
import {
  type Kind,
  KINDS,
  serverCommand,
  ServerProcess,
  TemporaryFolder,
} from "./server_process.ts";

const ROOT = fromFileUrl(new URL("..", import.meta.url));

async function deliver(origin: string, caFile: string | undefined) {
  const { code, stdout, stderr } = await new Deno.Command(
    join(ROOT, "dist", "pyanalytics-client"),
    {
      args: ["--wait", "--server", origin],
      env: caFile === undefined ? {} : { SSL_CERT_FILE: caFile },
      stdin: "null",
    },
  ).output();
  return {
    code,
    text: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr),
  };
}

/** A server with a certificate of its own. */
async function startSecure(folder: TemporaryFolder, kind: Kind) {
  const { cert, key } = await makeCertificate(folder.path);
  const server = await ServerProcess.start({
    data: join(folder.path, "data"),
    kind,
    args: ["--tls-cert", cert, "--tls-key", key],
  });
  return { cert, server };
}

for (const kind of KINDS) {
  Deno.test(`${kind}: the server speaks HTTPS; the client delivers only where it trusts the certificate`, async () => {
    using folder = new TemporaryFolder();
    const { cert, server: started } = await startSecure(folder, kind);
    await using server = started;
    assertMatch(server.origin, /^https:/);
    const origin = `https://localhost:${server.port}`;
    const trusted = await deliver(origin, cert);
    assertEquals(trusted.code, 0, trusted.text);
    const untrusted = await deliver(origin, undefined);
    assertEquals(untrusted.code, 1, untrusted.text);
    assertEquals((await server.stop()).code, 0);
  });
}

for (const kind of KINDS) {
  Deno.test(`${kind}: the host is checked in HTTP/2 too, which has no Host header`, async () => {
    using folder = new TemporaryFolder();
    const { cert, server: started } = await startSecure(folder, kind);
    await using server = started;
    const session = connect(`https://localhost:${server.port}`, {
      ca: Deno.readTextFileSync(cert),
    });
    const status = (authority: string) =>
      new Promise<number>((resolve, reject) => {
        session.on("error", reject);
        const request = session.request({
          ":path": "/v1/count",
          ":authority": authority,
        });
        request.on(
          "response",
          (headers) => resolve(Number(headers[":status"])),
        );
        request.on("error", reject);
        request.resume();
        request.end();
      });
    try {
      assertEquals(await status(`localhost:${server.port}`), 200);
      assertEquals(await status("127.0.0.1"), 200);
      assertEquals(await status("evil.example"), 421);
      assertEquals(await status(`evil.example:${server.port}`), 421);
    } finally {
      await new Promise<void>((resolve) => session.close(resolve));
    }
  });
}

Deno.test("a certificate that cannot be read stops the start with one line", async () => {
  using folder = new TemporaryFolder();
  const args = [
    "--port",
    "0",
    "--data",
    folder.path,
    "--tls-cert",
    "/nowhere",
    "--tls-key",
    "/nowhere",
  ];
  const { code, stderr } = await serverCommand(args).output();
  assertEquals(code, 1);
  const text = new TextDecoder().decode(stderr);
  assertMatch(text, /^pyanalytics-server: [^\n]+\n$/);
  assertStringIncludes(text, "/nowhere");
});
