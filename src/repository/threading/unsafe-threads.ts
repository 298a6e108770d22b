import { OctavecError } from "../../errors/index.js";
import type { Executor } from "../../executor.js";

/** Executors for which the warning was emitted, so that each client emits it once. */
const WARNED = new WeakSet<Executor>();

const WHY =
  "A threaded search during an update of the same collection can crash the server (fixed in 8.2.9, 8.4.6, 8.6.6, 8.8.2 and 8.10.1)";

/** The error for a threaded search that was forced on a server that it can crash. */
export function unsafeThreads(version: string): OctavecError {
  return new OctavecError(
    "UNSUPPORTED_SERVER",
    `search: threading: "threaded" was refused on Redis ${version}; nothing was sent. ${WHY}. Upgrade the server, use "auto" ` +
      'or "inline", or open the repository with allowUnsafeThreads: true if nobody writes to the collection.',
    { details: { server: "redis", version, field: "threading" } },
  );
}

/** Emits one process warning (`process.on("warning")`, code `OCTAVEC_UNSAFE_THREADS`) for each executor. */
export function warnOfUnsafeThreads(executor: Executor): void {
  if (WARNED.has(executor)) return;
  WARNED.add(executor);
  process.emitWarning(
    `octavec: threaded searches are forced on Redis ${executor.capabilities.version} (allowUnsafeThreads). ${WHY}.`,
    { type: "OctavecWarning", code: "OCTAVEC_UNSAFE_THREADS" },
  );
}
