import type { Capabilities } from "../../executor.js";

/** What every server can do: a command may go to any of them, also while they are being upgraded one by one. */
export function sharedCapabilities(all: readonly Capabilities[]): Capabilities {
  const [first, ...others] = all;
  if (first === undefined) throw new Error("the topology was used before its first connection");
  return others.reduce(
    (shared, one) => ({
      version: olderOf(shared.version, one.version),
      withAttributes: shared.withAttributes && one.withAttributes,
      range: shared.range && one.range,
      safeThreads: shared.safeThreads && one.safeThreads,
      exactEpsilon: shared.exactEpsilon && one.exactEpsilon,
    }),
    first,
  );
}

function olderOf(a: string, b: string): string {
  return a === b || a.localeCompare(b, "en", { numeric: true }) <= 0 ? a : b;
}
