import type { VectorClient } from "../../../src/index.js";

/** Takes every key of one tenant away, so that the next pass begins with an empty cache. */
export async function clearTenant(client: VectorClient, namespace: string, tenant: string): Promise<void> {
  let cursor = "0";
  do {
    const reply = await client.sendCommand([
      "SCAN",
      cursor,
      "MATCH",
      `\\{${namespace}:${tenant}:*`,
      "COUNT",
      "5000",
    ]);
    if (!Array.isArray(reply) || !Array.isArray(reply[1])) throw new Error("SCAN gave no list.");
    cursor = String(reply[0]);
    const keys = reply[1].map(String);
    if (keys.length > 0) await client.sendCommand(["UNLINK", ...keys]);
  } while (cursor !== "0");
}
