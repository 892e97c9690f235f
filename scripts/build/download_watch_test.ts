import { assertEquals, assertStringIncludes } from "@std/assert";
import { DownloadWatch } from "./download_watch.ts";

const LINE = "Download https://host.invalid/denort.zip";
const BASE_PROBLEM = "Caused by:\n    0: Setting up base binary.\n";

/** Never answers; fails when it is told to stop. */
const silent: typeof fetch = (_, init) =>
  new Promise((_, reject) =>
    init?.signal?.addEventListener(
      "abort",
      () => reject(init.signal?.reason),
    )
  );

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) =>
    signal.addEventListener("abort", () => resolve())
  );
}

Deno.test("DownloadWatch gives up where the host does not answer in time", async () => {
  await using watch = new DownloadWatch({ fetch: silent, timeoutMs: 1 });
  const gaveUp = aborted(watch.signal);
  watch.see(LINE);
  await gaveUp;
  assertStringIncludes(watch.problem("")!, "host.invalid does not answer: ");
});

Deno.test("DownloadWatch gives up where the host cannot be found, with the reason", async () => {
  await using watch = new DownloadWatch({
    fetch: () =>
      Promise.reject(
        new TypeError("fetch failed", { cause: new Error("no such name") }),
      ),
  });
  const gaveUp = aborted(watch.signal);
  watch.see(LINE);
  await gaveUp;
  assertEquals(
    watch.problem(""),
    "host.invalid does not answer: no such name",
  );
});

Deno.test("DownloadWatch lets a download go on where the host answers", async () => {
  const asked: unknown[] = [];
  const watch = new DownloadWatch({
    fetch: (input, init) => {
      asked.push([input, init?.method]);
      return Promise.resolve(new Response());
    },
  });
  watch.see("Check file:///main.ts");
  watch.see(LINE);
  watch.see(LINE);
  await watch[Symbol.asyncDispose]();
  assertEquals(asked, [["https://host.invalid/denort.zip", "HEAD"]]);
  assertEquals(watch.signal.aborted, false);
  assertEquals(watch.problem("error: a type is wrong"), undefined);
  assertEquals(
    watch.problem(BASE_PROBLEM),
    "the download of https://host.invalid/denort.zip failed",
  );
});

Deno.test("DownloadWatch sees no problem of the base runtime where nothing was downloaded", async () => {
  await using watch = new DownloadWatch({ fetch: silent });
  assertEquals(watch.problem(BASE_PROBLEM), undefined);
});

Deno.test("DownloadWatch stops asking when compiling is over", async () => {
  const watch = new DownloadWatch({ fetch: silent });
  watch.see(LINE);
  await watch[Symbol.asyncDispose]();
  assertEquals(watch.signal.aborted, false);
});
