/** XML that is built of elements and texts, so that no text can become markup. */

/** A piece of XML. */
export interface Xml {
  readonly xml: string;
}

/** Values of attributes; numbers are written with two decimals at most. */
export type Attributes = Readonly<Record<string, string | number>>;

/** An element. Its strings are texts, whatever they hold. */
export function element(
  name: string,
  attributes: Attributes,
  children: readonly (Xml | string)[] = [],
): Xml {
  const start = name +
    Object.entries(attributes).map(([name, value]) =>
      ` ${name}="${escapeXml(attributeText(value))}"`
    ).join("");
  const content = children.map((child) =>
    typeof child === "string" ? escapeXml(child) : child.xml
  ).join("");
  return { xml: content ? `<${start}>${content}</${name}>` : `<${start}/>` };
}

/** What a document may not hold, even escaped: https://www.w3.org/TR/xml/#charsets */
// deno-lint-ignore no-control-regex -- control characters are what it is about
const FORBIDDEN = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  // Written plainly, a parser would read them as other blanks.
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

/** The text for an element or an attribute; what XML forbids becomes U+FFFD. */
export function escapeXml(text: string): string {
  return text.toWellFormed().replace(FORBIDDEN, "\ufffd")
    .replace(/[&<>"'\t\n\r]/g, (character) => ESCAPES[character]!);
}

function attributeText(value: string | number): string {
  return typeof value === "number" ? String(round(value)) : value;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
