/** `npm run demo` stores and searches real texts with real embeddings in a real Redis 8. `--help` lists the options. */
import { HELP, parseDemoArgs, UsageError } from "./args.js";
import { CACHE_HELP, parseCacheArgs } from "./cache/cache-args.js";
import { runCacheDemo } from "./cache/run-cache-demo.js";
import { runDemo } from "./run-demo.js";

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => stopping.abort(new Error(`stopped by ${signal}`)));
}

try {
  const [name, ...rest] = process.argv.slice(2);
  if (name === "cache") {
    const options = parseCacheArgs(rest);
    if (options === "help") console.log(CACHE_HELP);
    else await runCacheDemo(options, stopping.signal);
  } else {
    const options = parseDemoArgs(process.argv.slice(2));
    if (options === "help") console.log(HELP);
    else await runDemo(options, stopping.signal);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof UsageError) console.error("See npm run demo -- --help");
  process.exitCode = 1;
}
