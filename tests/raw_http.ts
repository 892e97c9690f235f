/** Bytes to a port and bytes back, for what `fetch` would not send. */

/** Sends a message and reads until the other side closes the connection. */
export async function exchange(port: number, message: string): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const bytes = new TextEncoder().encode(message);
  for (let sent = 0; sent < bytes.length;) {
    sent += await connection.write(bytes.subarray(sent));
  }
  return await new Response(connection.readable).text();
}

/** An HTTP/1.0 POST as the original client sends it: no more headers than these two. */
export function originalRequest(body: string, path = "/v1/on_import"): string {
  const length = new TextEncoder().encode(body).length;
  return `POST ${path} HTTP/1.0\r\nHost: localhost\r\nContent-Length: ${length}\r\n\r\n${body}`;
}
