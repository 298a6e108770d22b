import { OctavecError } from "../../../errors/index.js";
import type { Executor, SendOptions } from "../../../executor.js";
import { listOf, textOf } from "../../../reply.js";

/** Keys that the server looks at in one step. */
const STEP = 1_000;

/**
 * The keys of the server that match a pattern, a page at a time: about one round trip for each 1,000 keys of the server. A key may come
 * twice.
 *
 * @throws OctavecError `UNSUPPORTED_OPERATION` in a cluster, of which one primary would answer for itself alone;
 * `NOT_AUTHORIZED` without the rights `+scan +info`.
 */
export async function* scanKeys(
  executor: Executor,
  pattern: string,
  options: SendOptions,
): AsyncGenerator<string[]> {
  const info = textOf(await executor.send(["INFO", "cluster"], options)) ?? "";
  if (/^cluster_enabled:1/m.test(info)) {
    throw new OctavecError(
      "UNSUPPORTED_OPERATION",
      "The keys of all tenants, or of all kinds, cannot be listed in a cluster: SCAN answers for one primary alone. Ask for each tenant by itself.",
    );
  }
  let cursor = "0";
  do {
    options.signal?.throwIfAborted();
    const scan = ["SCAN", cursor, "MATCH", pattern, "COUNT", String(STEP)];
    const page = listOf(await executor.send(scan, options));
    cursor = textOf(page[0]) ?? "0";
    const keys = listOf(page[1]).map(String);
    if (keys.length > 0) yield keys;
  } while (cursor !== "0");
}

/** A text as a part of a pattern that matches it alone. */
export function literalInPattern(text: string): string {
  return text.replace(/[\\*?[\]]/g, (character) => `\\${character}`);
}
