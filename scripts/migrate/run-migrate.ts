import { connect, OctavecError, type VectorClient, type VectorRepository } from "../../src/index.js";
import {
  backfill,
  cutover,
  dryRun,
  formatPlan,
  type LivePort,
  type MigrationSource,
  rollback,
  verifyMigration,
} from "../../src/migration/index.js";
import type { MigrateOptions } from "./args.js";
import { describeResult } from "./describe-result.js";
import { exportCollection } from "./export-collection.js";
import { openSource } from "./open-source.js";
import { planOnTarget } from "./plan-on-target.js";
import { copyProgress } from "./progress.js";
import { readFilters } from "./read-filters.js";

/** Runs one command and prints its result. @returns the exit code: 1 if a verification fails. */
export async function runMigrate(
  options: MigrateOptions,
  signal: AbortSignal,
  print: (text: string) => void = console.log,
): Promise<0 | 1> {
  const { source: choice, target: place } = options;
  const tell = (result: object) =>
    print(options.json ? JSON.stringify(result) : describeResult(options.command, result));
  const connectTarget = () => connect(place.url === undefined ? {} : { url: place.url });
  if (options.command === "export") {
    await using client = await connectTarget();
    tell(await exportCollection(options, client, signal));
    return 0;
  }
  await using opened = await openSource(choice);
  const { source } = opened;
  if (options.command === "plan") {
    const plan = await planOnTarget(options, source, signal);
    print(options.json ? JSON.stringify(plan) : formatPlan(plan));
    return 0;
  }
  const about = await source.describe({ signal });
  if (options.dryRun) {
    tell(
      await withProgress("Checking", about.count, (update) =>
        dryRun({ source, signal, onProgress: ({ read }) => update(read) }),
      ),
    );
    return 0;
  }
  await using client = await connectTarget();
  const { url: _, ...parameters } = place;
  const target = client.repository({ ...parameters, dimension: about.dimension });
  return await runOnTarget(options, { source, client, target, total: about.count }, signal, tell);
}

interface Sides {
  readonly source: MigrationSource;
  readonly client: VectorClient;
  readonly target: VectorRepository;
  readonly total: number | null;
}

async function runOnTarget(
  options: MigrateOptions,
  { source, client, target, total }: Sides,
  signal: AbortSignal,
  tell: (result: object) => void,
): Promise<0 | 1> {
  const { command, name, batchSize, concurrency, rate, restart, rejectsFile } = options;
  switch (command) {
    case "verify": {
      const { sample, queries, minRecall, filtersFile } = options;
      const read = filtersFile === undefined ? undefined : await readFilters(filtersFile, source, signal);
      const tuning = { filters: read?.filters, sample, queries, minRecall, signal };
      const report = await withProgress("Comparing", total, (update) =>
        verifyMigration({ source, target, client, ...tuning, onProgress: update }),
      );
      tell(read === undefined ? report : { ...report, filtersNotCompared: read.notCompared });
      return report.pass ? 0 : 1;
    }
    case "cutover":
      tell(await cutover({ client, target, old: readOnlyPort(source), backfillName: name }));
      return 0;
    case "rollback":
      tell(await rollback({ client, target, old: readOnlyPort(source) }));
      return 0;
    default: {
      const tuning = { name, batchSize, concurrency, rateLimitPerSecond: rate, restart, rejectsFile, signal };
      const progress = copyProgress("Copying", total);
      try {
        tell(
          await backfill({
            ...{ source, target, client },
            ...tuning,
            onProgress: ({ read, recordsPerSecond }) => progress.update(read, recordsPerSecond),
          }),
        );
      } finally {
        progress.stop();
      }
      return 0;
    }
  }
}

/** The old side for `cutover` and `rollback`. It can be read but not written, because only the migrating processes can write it. */
function readOnlyPort(source: MigrationSource): LivePort {
  const refuse = async () => {
    throw new OctavecError(
      "UNSUPPORTED_OPERATION",
      "A process ended before it wrote all its changes to the old side, and this command cannot write there. Start a process that writes both sides, and run the command again.",
    );
  };
  return { upsert: refuse, delete: refuse, fetch: (ids, options) => source.fetch(ids, options) };
}

async function withProgress<T>(
  label: string,
  total: number | null,
  work: (update: (done: number) => void) => Promise<T>,
): Promise<T> {
  const progress = copyProgress(label, total);
  const startedAtMs = performance.now();
  try {
    return await work((done) => progress.update(done, (1_000 * done) / (performance.now() - startedAtMs)));
  } finally {
    progress.stop();
  }
}
