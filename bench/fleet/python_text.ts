/** JSON as Python's `json.dumps` writes it. */

/** The text of a JSON value: with spaces after `,` and `:`, and in ASCII alone. */
export function pythonText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonText).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(([key, member]) =>
      `${pythonText(key)}: ${pythonText(member)}`
    );
    return `{${members.join(", ")}}`;
  }
  const text = JSON.stringify(value);
  return typeof value === "string"
    ? text.replace(/[^\x20-\x7e]/g, escape)
    : text;
}

function escape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
