/** Bytes from one connection to another and back. */

const BUFFER_BYTES = 16 * 1024;

/** A connection that is read from its beginning on, with what has been read of it already. */
export interface OpenedConnection {
  readonly connection: Deno.TcpConn;
  readonly first: Uint8Array;
}

/**
 * Waits for the first bytes of a connection.
 *
 * @returns `undefined` where it ended without any
 * @throws where it broke
 */
export async function firstBytes(
  connection: Deno.TcpConn,
): Promise<Uint8Array | undefined> {
  const buffer = new Uint8Array(BUFFER_BYTES);
  const count = await connection.read(buffer);
  return count === null ? undefined : buffer.subarray(0, count);
}

/**
 * Pipes both ways until the inner one has said all that it has to say. Neither is read faster
 * than the other takes it, and who has sent all is still answered.
 *
 * @throws where one of them breaks; both are to be closed afterwards in any case
 */
export async function pipe(
  { connection, first }: OpenedConnection,
  inner: Deno.TcpConn,
): Promise<void> {
  const there = writeAll(inner, first).then(() => copy(connection, inner));
  const back = copy(inner, connection);
  await Promise.race([back, there.then(() => back)]);
}

/** Closes it, also where it is closed already. */
export function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}

/** Ends with the one that is read, or when the other takes no more. */
async function copy(from: Deno.TcpConn, to: Deno.TcpConn): Promise<void> {
  const buffer = new Uint8Array(BUFFER_BYTES);
  for (;;) {
    const count = await from.read(buffer);
    try {
      if (count === null) return await to.closeWrite();
      await writeAll(to, buffer.subarray(0, count));
    } catch {
      // It may still have something to say, such as why it takes no more.
      return;
    }
  }
}

async function writeAll(to: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) {
    sent += await to.write(bytes.subarray(sent));
  }
}
