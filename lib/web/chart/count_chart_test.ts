import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { SaxesParser } from "saxes";
import type { CountResult } from "../../query/mod.ts";
import { countChart } from "./count_chart.ts";

/** What a chart is made of. */
interface Read {
  /** Names of elements, each once. */
  readonly names: Set<string>;
  /** The texts of `<text>`, without those of a `<title>` inside. */
  readonly texts: string[];
  readonly titles: string[];
  readonly attributes: string[];
}

/** Reads a document with a parser that takes nothing but well-formed XML. */
function read(document: string): Read {
  const found: Read = {
    names: new Set(),
    texts: [],
    titles: [],
    attributes: [],
  };
  const open: string[] = [];
  const parser = new SaxesParser({ xmlns: true });
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", (tag) => {
    open.push(tag.name);
    found.names.add(tag.name);
    found.attributes.push(...Object.keys(tag.attributes));
    if (tag.name === "text") found.texts.push("");
    if (tag.name === "title") found.titles.push("");
  });
  parser.on("closetag", () => void open.pop());
  parser.on("text", (text) => {
    const list = open.at(-1) === "text"
      ? found.texts
      : open.at(-1) === "title"
      ? found.titles
      : [];
    list.push((list.pop() ?? "") + text);
  });
  parser.write(document).close();
  return found;
}

/** The colours of a chart by their names, as on light and on dark. */
function coloursOf(document: string): Record<string, string>[] {
  const blocks = document.match(/svg \{[^}]*\}/g)!;
  return blocks.map((block) =>
    Object.fromEntries(
      Array.from(
        block.matchAll(/--(\w+): (#[0-9a-f]{6})/g),
        ([, name, colour]) => [name, colour],
      ),
    )
  );
}

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((a, b) => b - a);
  return (light! + 0.05) / (dark! + 0.05);
}

/** A result with these groups, the counts as given. */
function resultOf(
  paths: string | string[],
  groups: readonly (readonly [key: string[], count: number])[],
  more: Partial<CountResult> = {},
): CountResult {
  const record_count = groups.reduce((sum, [, count]) => sum + count, 0);
  return {
    grouped_by: paths,
    record_count,
    error_count: 0,
    grouped_key_count: groups.length,
    groups: groups.map(([key, count]) => ({
      key,
      count,
      share: count / record_count,
      first_seen: null,
      last_seen: null,
    })),
    elapsed_ms: 1,
    ...more,
  };
}

const HOSTILE = [
  `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`,
  "]]></text><!--",
  "&lt;&#0;&unknown;",
  "a\u0000b\u001b[31m\u007f\ufffe\uffff",
  "\ud800 lone \udc00",
  "line\r\nbreak\ttab\u2028",
  "\u202eevil",
  `Z${"\u0301".repeat(200)}`,
  "",
  "  ",
  "x".repeat(100_000),
  "\u{1f469}".repeat(3000),
  "javascript:alert(1)",
  "var(--s0); } svg { display: none",
  "__proto__",
];

/** The bars, the areas and the number, each with the texts wherever texts can be. */
function chartsOf(texts: readonly string[]): string[] {
  const [path = "p"] = texts;
  const unique = [...new Set(texts)];
  return [
    countChart(path, resultOf(path, unique.map((text) => [[text], 1]))),
    countChart(
      path,
      resultOf([path, `${path}2`], unique.map((text) => [[text, text], 2])),
    ),
    countChart(
      path,
      resultOf(
        [path, "@day"],
        unique.flatMap((text) => [
          [[text, "2026-11-23"], 2],
          [[text, text], 1],
        ]),
      ),
    ),
    countChart(path, {
      record_count: 3,
      error_count: 0,
      distinct: Object.fromEntries(texts.map((text) => [text, 1])),
      elapsed_ms: 1,
    }),
  ];
}

const ELEMENTS = new Set(
  ["svg", "title", "style", "rect", "text", "g", "line", "path"],
);
const ATTRIBUTES = new Set(
  "xmlns width height viewBox role class x y x1 x2 y1 y2 d".split(" "),
);

function assertHarmless(document: string): void {
  const { names, attributes } = read(document);
  assertEquals([...names].filter((name) => !ELEMENTS.has(name)), []);
  assertEquals(attributes.filter((name) => !ATTRIBUTES.has(name)), []);
  assert(!/url\(|@import|href/.test(document.replace(/<text.*/s, "")));
  assert(!/NaN|undefined|Infinity/.test(document.replace(/>[^<]*</g, "><")));
}

for (const text of HOSTILE) {
  Deno.test(`a chart of ${JSON.stringify(text.slice(0, 40))} is well-formed XML with no element of its own`, () => {
    for (const chart of chartsOf([text])) assertHarmless(chart);
  });
}

Deno.test("charts of any texts are well-formed, and the same every time", () => {
  fc.assert(fc.property(
    fc.array(fc.string({ unit: "binary" }), { maxLength: 12 }),
    (texts) => {
      const charts = chartsOf(texts);
      charts.forEach(assertHarmless);
      assertEquals(chartsOf(texts), charts);
    },
  ));
});

Deno.test("all texts of a chart can be read on light and on dark paper, which it brings along", () => {
  const document = countChart("t", resultOf("p", [[["a"], 1]]));
  assertStringIncludes(document, "@media (prefers-color-scheme: dark)");
  const [light, dark, ...more] = coloursOf(document);
  assertEquals(more, []);
  assertEquals(Object.keys(light!), Object.keys(dark!));
  assert(luminance(light!.paper!) > 0.9 && luminance(dark!.paper!) < 0.02);
  for (const { text, quiet, paper } of [light!, dark!]) {
    assert(contrast(text!, paper!) >= 7, `${text} on ${paper}`);
    assert(contrast(quiet!, paper!) >= 4.5, `${quiet} on ${paper}`);
  }
  // The paper is the first thing drawn, and covers all.
  const [, size] = /<svg[^>]* (width="[\d.]+" height="[\d.]+")/
    .exec(document)!;
  const [first] = /<rect [^>]*>/.exec(document)!;
  assertStringIncludes(first, `<rect class="paper" ${size}`);
});

Deno.test("a text stands in the chart as it is; what XML forbids is U+FFFD", () => {
  const { texts } = read(
    countChart("t", resultOf("p", [[[`<b>&"'\u0000\ud800`], 1]])),
  );
  assert(texts.includes(`<b>&"'\ufffd\ufffd`), JSON.stringify(texts));
});

Deno.test("a long text is cut with an ellipsis, and whole in a title", () => {
  const long = "GCC 8.5.0 ".repeat(12).trim();
  const { texts, titles } = read(countChart("t", resultOf("p", [[[long], 1]])));
  const label = texts.find((text) => text.startsWith("GCC"))!;
  assert(label.endsWith("\u2026") && long.startsWith(label.slice(0, -1)));
  assert(titles.includes(long), JSON.stringify(titles));
});

Deno.test("bars are the 30 largest groups in the order asked, and all others as one", () => {
  const groups = Array.from(
    { length: 40 },
    (_, index): [string[], number] => [[`k${index}.`], index + 1],
  );
  const { texts } = read(countChart("t", resultOf("p", groups)));
  const names = texts.filter((text) => /^k\d+\.$/.test(text));
  assertEquals(names, groups.slice(10).map(([key]) => key[0]));
  assert(texts.includes("10 others"), JSON.stringify(texts));
  assert(texts.includes("55 (6.7 %)"), JSON.stringify(texts));
});

Deno.test("bars count the groups that top left out among the others", () => {
  const result = resultOf("p", [[["a"], 6], [["b"], 3]], {
    record_count: 1009,
    grouped_key_count: 1002,
  });
  const { texts } = read(countChart("t", result));
  assert(texts.includes("1,000 others"), JSON.stringify(texts));
  assert(texts.includes("1,000 (99.1 %)"), JSON.stringify(texts));
});

Deno.test("areas have a legend with totals, the eight largest and the others", () => {
  const groups = Array.from(
    { length: 10 },
    (_, index): [string[], number] => [[`k${index}.`, "2026-11"], index + 1],
  );
  const { texts } = read(countChart("t", resultOf(["p", "@month"], groups)));
  const at = texts.indexOf("2 others");
  assertEquals(texts.slice(at, at + 4), ["2 others", "3", "k2.", "3"]);
  assertEquals(texts.slice(-2), ["k9.", "10"]);
  assert(texts.includes("per month, UTC"));
});

Deno.test("an interval alone is one series without a legend", () => {
  const document = countChart(
    "t",
    resultOf("@year", [[["2025"], 1], [["2026"], 2]]),
  );
  assertEquals(document.match(/<path /g)?.length, 1);
  const { texts } = read(document);
  assert(texts.includes("2025") && texts.includes("2026"));
  assert(!texts.includes("all"));
});

Deno.test("a chart says what it leaves out", () => {
  const groups: [string[], number][] = [
    [["2024-01-01"], 1],
    [["2026-01-01"], 1],
    [["2026-02-31T"], 1],
  ];
  const chart = countChart(
    "t",
    resultOf("@day", groups, { error_count: 1234, grouped_key_count: 9 }),
  );
  assertStringIncludes(
    chart,
    "3 records, in 9 groups, 1,234 more lack a path, only 3 of them drawn, " +
      "drawn per week to fit, 1 record without a time not drawn",
  );
});

Deno.test("without groups the chart is the number, with the distinct values", () => {
  const { texts } = read(
    countChart("Records", {
      record_count: 12345,
      error_count: 0,
      distinct: { username: 12 },
      elapsed_ms: 1,
    }),
  );
  assertEquals(texts, [
    "Records",
    "12,345 records",
    "12,345",
    "12 distinct username",
  ]);
});

Deno.test("a question that nothing matches has a chart that says so", () => {
  const { texts } = read(countChart("Records by p", resultOf("p", [])));
  assertEquals(texts, ["Records by p", "0 records, in 0 groups"]);
});
