/** Events for tests: usual ones, unusual ones, and bytes that are nearly one. */
import fc from "fast-check";

const encoder = new TextEncoder();

/** What is usual, what is not, and what is wrong. */
export const EVENT_TEXTS: readonly string[] = [
  `{"username": "mahmoud", "uuid": "0dedaf4b-4581-480a-ad36-79d3b4c0fe8f", "python":` +
  ` {"have_ucs4": true, "version_info": [2, 7, 6, "final", 0], "argv": [], "x": {}, "n": null,` +
  ` "f": false}, "é": "\\u00e9é€😀\\n", "t": {"o": -8.0e+10, "z": [[[0]], {"a": []}]}}`,
  `{"a":1}`,
  `{"uuid":"x","b":[1.5e-3,-0,0.1]}`,
  `{"server_time":1,"uuid":7}`,
  `{"a":"a text of more than sixteen bytes, twice as long","b":"\\"\\\\\\/\\b\\f\\n\\r\\t"}`,
  `{}`,
];

/** Bytes that make a difference somewhere. */
const BYTES = encoder.encode(
  `{}[]",:\\ \t\r\n0123456789-+.eEtrufalsnuid_m\0é€😀`,
);

/** A text with a few bytes changed, left out or put in. */
export const ANY_EVENT_BYTES: fc.Arbitrary<Uint8Array> = fc.tuple(
  fc.constantFrom(...EVENT_TEXTS),
  fc.array(
    fc.record({
      place: fc.nat(400),
      action: fc.constantFrom("change", "insert", "delete"),
      byte: fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom(...BYTES) },
        { weight: 1, arbitrary: fc.nat(255) },
      ),
    }),
    { maxLength: 3 },
  ),
).map(([text, edits]) => {
  const bytes = [...encoder.encode(text)];
  for (const { place, action, byte } of edits) {
    const at = place % (bytes.length + 1);
    if (action === "delete") bytes.splice(at, 1);
    else bytes.splice(at, action === "change" ? 1 : 0, byte);
  }
  return Uint8Array.from(bytes);
});
