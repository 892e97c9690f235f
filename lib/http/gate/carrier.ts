/** What brings the requests of accepted connections to their handlers. */
import type { ConnectionHandler } from "./visit.ts";

/** A connection that is being carried. */
export interface Carried {
  /** Resolves when it has ended, whoever ended it; it never rejects. */
  readonly ended: Promise<void>;
  /** Ends it at once. Does nothing where it ends already, or the carrier is shut down. */
  cut(): void;
}

export interface Carrier {
  /** Serves HTTP on a connection, which belongs to the carrier from then on. */
  carry(connection: Deno.TcpConn, handler: ConnectionHandler): Carried;
  /**
   * Answers what has been asked, and then ends each connection; resolves when that is done. One
   * whose first request has not come wholly may keep it waiting: cut it before.
   */
  shutdown(): Promise<void>;
}
