/** What can be told of a host by its name or address alone. */

const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/** Whether only this machine reaches what listens there. */
export function isLoopback(host: string): boolean {
  const name = bareHost(host);
  return name === "localhost" || name.endsWith(".localhost") ||
    name === "::1" || IPV4.test(name) && name.startsWith("127.");
}

/** Whether it is an address, no name that somebody's DNS resolves. */
export function isAddress(host: string): boolean {
  const name = bareHost(host);
  return IPV4.test(name) || name.includes(":");
}

/** In lower case, without the brackets around an IPv6 address and the dot at a name's end. */
export function bareHost(host: string): string {
  return host.toLowerCase().replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
}

/** Whether a host may be called that; without a port. */
export function isHostName(name: string): boolean {
  return /^[\w-]+(?:\.[\w-]+)*\.?$/.test(name);
}
