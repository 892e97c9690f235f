import { assert, assertEquals } from "@std/assert";
import { looksRandom } from "./randomness.ts";

/** Numbers from 0 up to 1, the same in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";
const LETTERS = LOWER + LOWER.toUpperCase() + DIGITS;

const KEYS: [name: string, alphabet: string, length: number][] = [
  ["128 bits of hexadecimal", "abcdef0123456789", 32],
  ["letters and digits, 24 of them", LETTERS, 24],
  ["Base64 of 32 bytes", `${LETTERS}+/`, 43],
  ["Base64 for URLs of 24 bytes", `${LETTERS}-_`, 32],
  ["lower-case letters and digits, 32 of them", LOWER + DIGITS, 32],
];

for (const [name, alphabet, length] of KEYS) {
  Deno.test(`looksRandom() tells 98 of 100 keys: ${name}`, () => {
    const random = seeded(length * alphabet.length);
    const keys = Array.from(
      { length: 2000 },
      () =>
        Array.from(
          { length },
          () => alphabet[Math.floor(random() * alphabet.length)],
        )
          .join(""),
    );
    const missed = keys.filter((key) => !looksRandom(`--x=${key}`));
    assert(missed.length <= 40, `${missed.length}, such as ${missed[0]}`);
  });
}

const NAMES = [
  "manage.py",
  "test_very_long_function_name_of_a_unit_test",
  "IntegrationTestsOfTheWholeApplication",
  "/opt/homebrew/Cellar/python@3.12/3.12.1_1/Frameworks",
  "tests/unit/test_api_v2.py::TestClient::test_get_200_ok",
  "numpy-1.26.4-cp312-cp312-manylinux_2_17_x86_64.whl",
  "2026-11-24T10:17:58.952Z",
  "DJANGO_SETTINGS_MODULE_FOR_PRODUCTION_2",
];

for (const name of NAMES) {
  Deno.test(`looksRandom() takes ${name} for a name`, () => {
    assertEquals(looksRandom(name), false);
  });
}
