import { assertEquals } from "@std/assert";
import { excessOf, type ShapeLimits } from "./excess.ts";

const LIMITS: ShapeLimits = { maxNesting: 3, maxKeys: 2, maxStringBytes: 4 };

const CASES: readonly [text: string, excess: keyof ShapeLimits | undefined][] =
  [
    ["{}", undefined],
    [`{"a":{"b":1}}`, undefined],
    [`{"a":{"b":[]}}`, undefined],
    [`{"a":{"b":[[]]}}`, "maxNesting"],
    [`[[],[],[[]],[]]`, undefined],
    [`{"a":"[[[[","b":"{{{{"}`, undefined],
    [`{"a":1}`, undefined],
    [`{"a":1,"b":2}`, undefined],
    [`{"a":1,"b":2,"c":3}`, "maxKeys"],
    [`{"a":1,"a":1,"a":1}`, "maxKeys"],
    [`{"a":{"a":1,"b":2},"b":{"a":1,"b":2}}`, undefined],
    [`{"a":{"a":1,"b":2,"c":3}}`, "maxKeys"],
    [`{"a":"::::"}`, undefined],
    [`[1,2,3,4]`, undefined],
    [`{"a":"123"}`, undefined],
    [`{"a":"1234"}`, undefined],
    [`{"a":"12345"}`, "maxStringBytes"],
    [`{"12345":1}`, "maxStringBytes"],
    [`{"a":"\\"\\""}`, undefined],
    [`{"a":"\\\\\\\\"}`, undefined],
    [`{"a":"\\"\\"\\""}`, "maxStringBytes"],
    [`{"a":"éé"}`, undefined],
    [`{"a":"ééé"}`, "maxStringBytes"],
  ];
for (const [text, excess] of CASES) {
  Deno.test(`excessOf() ${text} is ${excess ?? "nothing"}`, () => {
    assertEquals(excessOf(new TextEncoder().encode(text), LIMITS), excess);
  });
}
