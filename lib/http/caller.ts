/** Who sent a request, as far as an address tells. */

/**
 * What limits for each address count by: the address, of IPv6 its first 64 bits, which one
 * subscriber has to themselves.
 *
 * @param peer where the connection comes from
 * @param forwarded the `X-Forwarded-For` of a trusted proxy, whose own word is the last one
 */
export function callerOf(peer: string, forwarded: string | null): string {
  const last = forwarded?.split(",").at(-1)?.trim() || peer;
  const address = last.replace(/^\[(.*)\](?::\d+)?$/, "$1")
    .replace(/^::ffff:(?=\d+\.)/i, "");
  return address.includes(":") ? networkOf(address) : address;
}

/** The first 64 bits of an IPv6 address: https://www.rfc-editor.org/rfc/rfc4291#section-2.2 */
function networkOf(address: string): string {
  const [head, tail] = address.toLowerCase().replace(/%.*$/, "").split("::")
    .map((part) => part === "" ? [] : part.split(":"));
  const zeros = Array(Math.max(0, 8 - head!.length - (tail?.length ?? 0)));
  const groups = [...head!, ...zeros.fill("0"), ...tail ?? []];
  const network = groups.slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""));
  return `${network.join(":")}::/64`;
}
