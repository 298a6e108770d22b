/**
 * A program that writes, updates, deletes, reads and searches a collection that is being migrated, until its standard input
 * ends; then it prints what it did. Its argument is JSON.
 */
import { connect } from "../../../src/index.js";
import { openAlias } from "../../../src/migration/index.js";
import { hashPort } from "../hash-port.js";
import { seededRandom } from "../seeded-vectors.js";

interface Plan {
  url: string;
  prefix: string;
  target: { namespace: string; collection: string; dimension: number };
  /** Ids are `id-0` to this. */
  ids: number;
  seed: number;
  aliasMaxAgeMs: number;
  orphanAfterMs: number;
}

const { url, prefix, target, ids, seed, ...tuning }: Plan = JSON.parse(process.argv[2] ?? "");
const client = await connect({ url, minConnections: 2 });
const docs = openAlias({
  client,
  target: client.repository(target),
  old: hashPort(client, prefix),
  ...tuning,
});
const random = seededRandom(seed);
const counts = { upserts: 0, deletes: 0, reads: 0, old: 0, new: 0 };
const failures: string[] = [];
let stopping = false;
process.stdin.on("end", () => {
  stopping = true;
});
process.stdin.resume();

const anyVector = () => Float32Array.from({ length: target.dimension }, () => random() * 2 - 1);
/** A fifth of it all goes to five ids, so that processes meet. */
const anyId = () => `id-${Math.floor(random() * (random() < 0.2 ? 5 : ids))}`;

async function traffic() {
  while (!stopping) {
    const dice = random();
    try {
      counts[await docs.side()]++;
      if (dice < 0.5) {
        const attributes = { lang: "en", rank: String(Math.floor(random() * 1e6)) };
        await docs.upsert({ id: anyId(), vector: anyVector(), attributes });
        counts.upserts++;
      } else if (dice < 0.75) {
        await docs.delete(anyId());
        counts.deletes++;
      } else {
        if (dice < 0.95) await docs.fetch([anyId()]);
        else await docs.search({ vector: anyVector(), limit: 3 });
        counts.reads++;
      }
    } catch (error) {
      failures.push(String(error));
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
await Promise.all([traffic(), traffic(), traffic()]);
process.stdout.write(`${JSON.stringify({ ...counts, failures })}\n`);
await docs.close();
await client.close();
