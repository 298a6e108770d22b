import type { VectorClient } from "../../client.js";

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|\[?::1\]?):\d+$/;

/** Whether the server is on this machine, by its address: only then do files of this machine tell of it. */
export async function isLocalServer(client: VectorClient): Promise<boolean> {
  const [primary] = (await client.health()).nodes;
  return primary !== undefined && (primary.server.startsWith("/") || LOOPBACK.test(primary.server));
}
