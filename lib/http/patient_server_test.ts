import { assertEquals, assertThrows } from "@std/assert";
import { PatientServer } from "./patient_server.ts";

/** A server whose end is in the test's hand. */
class FakeServer {
  readonly #finished = Promise.withResolvers<void>();
  readonly finished = this.#finished.promise;
  readonly addr = { transport: "tcp", hostname: "127.0.0.1", port: 4711 };
  isShutDown = false;

  fail(message: string): void {
    this.#finished.reject(new Error(message));
  }

  shutdown(): Promise<void> {
    this.isShutDown = true;
    this.#finished.resolve();
    return this.finished;
  }
}

/** A patient server over fake ones, and what it did. */
function bench(failures: readonly (string | undefined)[] = []) {
  const servers: FakeServer[] = [];
  const ports: (number | undefined)[] = [];
  const reports: string[] = [];
  const said = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const state = { isListening: true };
  const listen = (port?: number) => {
    const failure = failures[ports.push(port) - 1];
    if (failure !== undefined) throw new Error(failure);
    const server = new FakeServer();
    servers.push(server);
    state.isListening = true;
    return server as unknown as Deno.HttpServer<Deno.NetAddr>;
  };
  const report = (message: string) => {
    said[reports.push(message) - 1]?.resolve();
  };
  const start = () =>
    new PatientServer({
      listen,
      report,
      isListening: () => Promise.resolve(state.isListening),
      watchMs: 1,
      retryMs: 1,
      settledMs: 1,
    });
  return { servers, ports, reports, start, said, state };
}

Deno.test("PatientServer listens again on its port, until that works, and says both once", async () => {
  const { servers, ports, reports, start, said } = bench([
    undefined,
    "in use",
    "in use",
  ]);
  const server = start();
  servers[0]!.fail("Too many open files");
  await said[1]!.promise;
  assertEquals(ports, [undefined, 4711, 4711, 4711]);
  assertEquals(reports, [
    "Connections are refused: Too many open files",
    "Connections are accepted again",
  ]);
  await server.shutdown();
  assertEquals(servers.map(({ isShutDown }) => isShutDown), [true, true]);
});

Deno.test("PatientServer finds by itself that nothing listens any longer", async () => {
  const { ports, reports, start, said, state } = bench();
  const server = start();
  state.isListening = false;
  await said[1]!.promise;
  assertEquals(ports, [undefined, 4711]);
  assertEquals(
    reports[0],
    "Connections are refused: Nothing listens any longer",
  );
  await server.shutdown();
});

Deno.test("PatientServer does not begin anew once it is shut down", async () => {
  const { servers, ports, start, said } = bench();
  const server = start();
  servers[0]!.fail("Too many open files");
  await said[0]!.promise;
  await server.shutdown();
  assertEquals(ports, [undefined]);
});

Deno.test("PatientServer throws where it cannot listen at first", () => {
  const { start } = bench(["in use"]);
  assertThrows(start, Error, "in use");
});
