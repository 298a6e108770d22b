import { UsageError } from "../terminal/usage-error.js";
import { SERVE_HELP } from "./args.js";

/** `octavec config check FILE` and `octavec config schema`. @returns the exit code. @throws UsageError, `INVALID_OPTIONS`. */
export async function runConfig(args: readonly string[]): Promise<number> {
  const [part, file, ...more] = args;
  const { gatewayConfigJsonSchema, readConfigFile } = await import("../../gateway/index.js");
  if (part === "schema" && file === undefined) {
    console.log(JSON.stringify(gatewayConfigJsonSchema(), null, 2));
    return 0;
  }
  if (part === "check" && file !== undefined && more.length === 0) {
    const { caches, proxy } = await readConfigFile(file);
    console.log(
      JSON.stringify({ event: "config-ok", caches: caches.length, upstreams: proxy?.upstreams.length ?? 0 }),
    );
    return 0;
  }
  if (part === "--help") {
    console.log(SERVE_HELP);
    return 0;
  }
  throw new UsageError("octavec config: expected check FILE, or schema");
}
