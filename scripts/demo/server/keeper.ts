import { startRedis8 } from "../../../src/testing/index.js";

/** A message from this program to the demo that started it. */
export type KeeperMessage =
  | { readonly url: string; readonly version: string; readonly source: string; readonly origin: string }
  | { readonly error: string };

/**
 * This process starts the server that `npm run demo -- --keep` leaves running. If one of them ends, so does the other (`kill
 * <pid>`). It also ends if the demo ends before it sent "keep".
 */
const ownerGone = () => process.exit();
process.once("disconnect", ownerGone);
process.once("message", () => process.off("disconnect", ownerGone));

try {
  const redis = await startRedis8();
  const { url, version, source, origin } = redis;
  tell({ url, version, source, origin });
  // A server at a URL needs no keeper, and one in a container has no process here.
  const isOurs = source === "path" || source === "debian";
  setInterval(() => {
    if (source === "url" || (isOurs && redis.pid === undefined)) process.exit();
  }, 1_000);
} catch (error) {
  tell({ error: error instanceof Error ? error.message : String(error) });
}

function tell(message: KeeperMessage): void {
  process.send?.(message);
}
