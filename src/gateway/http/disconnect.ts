import type { FastifyReply } from "fastify";

/** Aborted when the client goes before it has its whole reply. */
export function disconnectOf({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once("close", () => {
    if (!raw.writableFinished) gone.abort(new Error("the client has disconnected"));
  });
  return gone.signal;
}
