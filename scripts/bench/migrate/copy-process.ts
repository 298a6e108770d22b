/** A process that copies hashes into a collection and sends its parent the most memory that it ever had. */
import { connect } from "../../../src/index.js";
import { backfill, createHashSource } from "../../../src/migration/index.js";
import type { CopyPlan } from "./peak-rss.js";

const { url, prefix, target }: CopyPlan = JSON.parse(process.argv[2] ?? "");
const client = await connect({ url });
await backfill({ source: createHashSource(client, { prefix }), target: client.repository(target), client });
// Kilobytes on Linux and macOS alike, as Node says.
process.send?.(process.resourceUsage().maxRSS * 1_024);
await client.close();
process.disconnect?.();
