/** The pages in a real browser: they work, and no event can make them do anything else. */
import { assert, assertEquals } from "@std/assert";
import { type Browser, chromium, type Page } from "playwright-core";
import { KINDS, ServerProcess, TemporaryFolder } from "./server_process.ts";

const CHROMIUM = "/usr/bin/chromium";
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const HOSTILE =
  `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;

function hasChromium(): boolean {
  try {
    return Deno.statSync(CHROMIUM).isFile;
  } catch {
    return false;
  }
}

async function launch(): Promise<Browser & AsyncDisposable> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: FLAGS,
  });
  return Object.assign(browser, {
    [Symbol.asyncDispose]: () => browser.close(),
  });
}

/** What the browser complains of: errors, refused loads, breaches of the policy. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("dialog", (dialog) => complaints.push(dialog.message()));
  page.on("requestfailed", (request) => complaints.push(request.url()));
  return complaints;
}

for (const kind of KINDS) {
  Deno.test({
    name:
      `${kind}: a person asks from the first page, and reads hostile texts as texts`,
    ignore: !hasChromium(),
    // Playwright keeps timers and a process of its own until after close().
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      using folder = new TemporaryFolder();
      await using server = await ServerProcess.start({
        data: folder.path,
        kind,
      });
      for (const username of ["alice", "alice", HOSTILE]) {
        const body = JSON.stringify({ username, [HOSTILE]: "x" });
        const response = await fetch(`${server.origin}/v1/on_import`, {
          method: "POST",
          body,
        });
        await response.body?.cancel();
      }
      await using browser = await launch();
      const page = await browser.newPage();
      const complaints = complaintsOf(page);
      await page.goto(`${server.origin}/`);
      await page.fill("input[name=group_by]", "username");
      await page.click("form button");
      await page.waitForURL(/\/v1\/count\?/);
      assertEquals(
        await page.locator("tbody tr td:first-child").allTextContents(),
        [
          "alice",
          HOSTILE,
        ],
      );
      assertEquals(
        await page.locator("tbody tr td.number:nth-child(2)").allTextContents(),
        ["2", "1"],
      );
      const bar = await page.locator("svg.bar rect").first().boundingBox();
      assert(
        bar !== null && bar.width > 100,
        `the bar is drawn, got ${JSON.stringify(bar)}`,
      );
      let offered: unknown[] = [];
      // A page does not wait for long, but it asks: the next one has what came of it.
      for (let asked = 0; asked < 40 && offered.length === 0; asked++) {
        await page.reload();
        const where = page.locator("input[name=where]").first();
        offered = await where.evaluate((input) =>
          // deno-lint-ignore no-explicit-any -- this runs in the browser, whose types are not here
          Array.from((input as any).list.options, (each: any) => each.value)
        );
      }
      assertEquals(offered, ["username=alice"]);
      const chart = page.locator("img.chart");
      // deno-lint-ignore no-explicit-any -- this runs in the browser, whose types are not here
      const width = await chart.evaluate(async (image: any) => {
        await image.decode();
        return image.naturalWidth;
      });
      assertEquals(width, 960);
      const light = await chart.screenshot();
      await page.emulateMedia({ colorScheme: "dark" });
      const dark = await chart.screenshot();
      assert(
        !light.equals(dark),
        "a chart looks the same on light and on dark",
      );
      assertEquals(
        await page.locator("input[name=group_by]").inputValue(),
        "username",
      );
      await page.goto(`${server.origin}/v1/records?limit=1`);
      assert(
        (await page.locator("pre").first().textContent())!.includes("onerror"),
      );
      assertEquals(await page.title(), "Records - Python Analytics");
      assertEquals(complaints, []);
      await page.goto(
        `${server.origin}/v1/count?limit=${encodeURIComponent(HOSTILE)}`,
      );
      assertEquals(await page.title(), "400 - Python Analytics");
    },
  });
}
