/**
 * A program that rebuilds a collection, and prints a line of JSON for each step of its progress and one for the report. Its argument
 * is JSON; tests kill it at any moment and start it again.
 */
import { connect, type RepositoryOptions } from "../../../src/index.js";
import { createCollectionPort, type RebuildTuning, rebuild } from "../../../src/migration/index.js";

interface Plan extends RebuildTuning {
  url: string;
  from: RepositoryOptions;
  to: RepositoryOptions;
}

const { url, from, to, ...tuning }: Plan = JSON.parse(process.argv[2] ?? "");
const client = await connect({ url, minConnections: 1 });
const { state, copied, verified, switched } = await rebuild({
  client,
  target: client.repository(to),
  old: createCollectionPort(client, client.repository(from)),
  ...tuning,
  onProgress: (progress) => process.stdout.write(`${JSON.stringify(progress)}\n`),
});
process.stdout.write(
  `${JSON.stringify({ state, resumed: copied?.resumed, pass: verified?.pass, side: switched?.side })}\n`,
);
await client.close();
