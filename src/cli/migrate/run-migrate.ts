import { OctavecError, type VectorClient, type VectorRepository } from "../../index.js";
import {
  backfill,
  cutover,
  dryRun,
  formatPlan,
  type LivePort,
  type MigrationSource,
  rollback,
  verifyMigration,
} from "../../migration/index.js";
import { connectFromFlags } from "../program/connect-from-flags.js";
import { workProgress } from "../terminal/work-progress.js";
import { describeResult } from "./describe-result.js";
import { exportCollection } from "./export-collection.js";
import type { MigrateOptions } from "./migrate-flags.js";
import { openSource } from "./open-source.js";
import { planOnTarget } from "./plan-on-target.js";
import { readFilters } from "./read-filters.js";

/** Runs one step and prints its result. @returns false if a verification finds differences. */
export async function runMigrate(
  options: MigrateOptions,
  signal: AbortSignal,
  print: (text: string) => void = console.log,
): Promise<boolean> {
  const { source: choice, target: place } = options;
  const tell = (result: object) =>
    print(options.json ? JSON.stringify(result) : describeResult(options.step, result));
  const connectTarget = () => connectFromFlags(place.url);
  if (options.step === "export") {
    await using client = await connectTarget();
    tell(await exportCollection(options, client, signal));
    return true;
  }
  await using opened = await openSource(choice);
  const { source } = opened;
  if (options.step === "plan") {
    const plan = await planOnTarget(options, source, signal);
    print(options.json ? JSON.stringify(plan) : formatPlan(plan));
    return true;
  }
  const about = await source.describe({ signal });
  if (options.dryRun) {
    tell(
      await withProgress("Checking", about.count, (update) =>
        dryRun({ source, signal, onProgress: ({ read }) => update(read) }),
      ),
    );
    return true;
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
): Promise<boolean> {
  const { step, name, batchSize, concurrency, rate, restart, rejectsFile } = options;
  switch (step) {
    case "verify": {
      const { sample, queries, minRecall, filtersFile } = options;
      const read = filtersFile === undefined ? undefined : await readFilters(filtersFile, source, signal);
      const tuning = { filters: read?.filters, sample, queries, minRecall, signal };
      const report = await withProgress("Comparing", total, (update) =>
        verifyMigration({ source, target, client, ...tuning, onProgress: update }),
      );
      tell(read === undefined ? report : { ...report, filtersNotCompared: read.notCompared });
      return report.pass;
    }
    case "cutover":
      tell(await cutover({ client, target, old: readOnlyPort(source), backfillName: name }));
      return true;
    case "rollback":
      tell(await rollback({ client, target, old: readOnlyPort(source) }));
      return true;
    default: {
      const tuning = { name, batchSize, concurrency, rateLimitPerSecond: rate, restart, rejectsFile, signal };
      const progress = workProgress("Copying", total);
      try {
        tell(
          await backfill({
            ...{ source, target, client },
            ...tuning,
            onProgress: ({ read }) => progress.update(read),
          }),
        );
      } finally {
        progress.stop();
      }
      return true;
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
  const progress = workProgress(label, total);
  try {
    return await work(progress.update);
  } finally {
    progress.stop();
  }
}
