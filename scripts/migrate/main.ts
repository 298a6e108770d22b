import { UsageError } from "../../src/cli/index.js";
import { isOctavecError } from "../../src/index.js";
import { HELP, parseMigrateArgs } from "./args.js";
import { runMigrate } from "./run-migrate.js";

/** The program of `npm run migrate:…`. The first signal pauses a run at its next checkpoint. */
export async function migrateMain(from: "qdrant" | "redisearch"): Promise<void> {
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => stopping.abort(new Error(`stopped by ${signal}`)));
  }
  try {
    const options = parseMigrateArgs(from, process.argv.slice(2));
    if (options === "help") console.log(HELP[from]);
    else process.exitCode = await runMigrate(options, stopping.signal);
  } catch (error) {
    const code = isOctavecError(error) ? `${error.code}: ` : "";
    console.error(`${code}${error instanceof Error ? error.message : String(error)}`);
    if (error instanceof UsageError) console.error(`See npm run migrate:${from} -- --help`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
