import { startRedis8 } from "../../../src/testing/index.js";

/** What this program tells the demo that started it. */
export type KeeperMessage =
  | { readonly url: string; readonly version: string; readonly source: string; readonly origin: string }
  | { readonly error: string };

/**
 * Owns the server that `npm run demo -- --keep` leaves behind. It ends with the server, and when the demo goes away
 * before it said "keep"; the server ends with it (`kill <its pid>`).
 */
const ownerGone = () => process.exit();
process.once("disconnect", ownerGone);
process.once("message", () => process.off("disconnect", ownerGone));

try {
  const redis = await startRedis8();
  const { url, version, source, origin } = redis;
  tell({ url, version, source, origin });
  // A server elsewhere needs no keeper, and what runs in a container has no process to watch here.
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
