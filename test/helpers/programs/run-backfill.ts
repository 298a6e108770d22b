/**
 * A program that copies hashes into a collection and prints a line of JSON for each batch and one for the report. Its
 * argument is JSON; tests kill it at any moment and start it again.
 */
import { connect } from "../../../src/index.js";
import { backfill, createHashSource } from "../../../src/migration/index.js";

interface Plan {
  url: string;
  prefix: string;
  target: { namespace: string; collection: string; dimension: number };
  batchSize: number;
  rejectsFile?: string;
  rateLimitPerSecond?: number;
}

const { url, prefix, target, ...tuning }: Plan = JSON.parse(process.argv[2] ?? "");
const client = await connect({ url, minConnections: 1 });
const report = await backfill({
  source: createHashSource(client, { prefix }),
  target: client.repository(target),
  client,
  ...tuning,
  onProgress: ({ read }) => process.stdout.write(`${JSON.stringify({ read })}\n`),
});
process.stdout.write(`${JSON.stringify(report)}\n`);
await client.close();
