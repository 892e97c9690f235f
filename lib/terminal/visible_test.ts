import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { fitted, visible, visibleLines, widthOf } from "./mod.ts";

const SHOWN: readonly [what: string, text: string, shown: string][] = [
  ["terminal escapes", "\x1b[2J\x1b]0;x\x07", "\\u001b[2J\\u001b]0;x\\u0007"],
  ["escapes of eight bits", "\x9b2J", "\\u009b2J"],
  ["line breaks of all kinds", "a\r\nb\u2028c\x85", "a\\r\\nb\\u2028c\\u0085"],
  ["tabs and backspaces", "a\tb\b\x7f", "a\\tb\\u0008\\u007f"],
  ["turned text", "a\u202egnp.\u2066\u200f", "a\\u202egnp.\\u2066\\u200f"],
  [
    "characters without width",
    "a\u200bb\ufeff\u00ad\u3164",
    "a\\u200bb\\ufeff\\u00ad\\u3164",
  ],
  ["tags beyond 16 bits", "\u{e0041}", "\\u{e0041}"],
  ["half a character", "\ud83d!", "\\ud83d!"],
  ["a mark on nothing", "\u0301a", "\\u0301a"],
  [
    "a heap of marks",
    `e${"\u0301".repeat(5)}`,
    "e\u0301\u0301\u0301\\u0301\\u0301",
  ],
  [
    "words of all languages",
    "José 美咲 дмитрий मीरा 🐍",
    "José 美咲 дмитрий मीरा 🐍",
  ],
  ["a path of Windows", "C:\\new\\table", "C:\\new\\table"],
];

for (const [what, text, shown] of SHOWN) {
  Deno.test(`visible() shows ${what} without harm`, () => {
    assertEquals(visible(text), shown);
  });
}

Deno.test("visibleLines() leaves lines and tabs, and nothing else of its kind", () => {
  assertEquals(visibleLines("a\tb\r\nc\rd\n\x1b"), "a\tb\nc\\rd\n\\u001b");
});

const WIDTHS: readonly [text: string, width: number][] = [
  ["", 0],
  ["python", 6],
  ["José", 4],
  ["Jose\u0301", 4],
  ["美咲", 4],
  ["ｗ", 2],
  ["🐍", 2],
  ["\u1112\u1161\u11ab", 2],
  ["…█▏", 3],
];

for (const [text, width] of WIDTHS) {
  Deno.test(`widthOf() counts ${width} columns for "${text}"`, () => {
    assertEquals(widthOf(text), width);
  });
}

Deno.test("fitted() cuts between characters, and says so", () => {
  assertEquals(fitted("python", 6), "python");
  assertEquals(fitted("python", 5), "pyth…");
  assertEquals(fitted("美咲美咲", 6), "美咲…");
  assertEquals(fitted("美咲美咲", 8), "美咲美咲");
  assertEquals(fitted("e\u0301e\u0301e\u0301", 2), "e\u0301…");
  assertEquals(fitted("x".repeat(10_000_000), 3), "xx…");
});

/** Whatever has to do with terminals, marks and widths, often. */
const TEXTS = fc.string({
  unit: fc.oneof(
    fc.constantFrom(..."\x1b\x9b\n\u202e\u0301\u1161\ud83d美🐍a [\u200d"),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  ),
});

Deno.test("fitted() never is wider than asked, nor holds what steers a terminal", () => {
  fc.assert(
    fc.property(TEXTS, fc.integer({ min: 1, max: 30 }), (text, width) => {
      const shown = fitted(text, width);
      return widthOf(shown) <= width &&
        !/[\p{Cc}\u202a-\u202e]/u.test(shown) &&
        shown.isWellFormed() && visible(shown) === shown;
    }),
  );
});

Deno.test("fitted() leaves a text as visible() has it where there is room", () => {
  fc.assert(fc.property(TEXTS, (text) => {
    const shown = visible(text);
    return fitted(text, Math.max(1, widthOf(shown))) === shown;
  }));
});
