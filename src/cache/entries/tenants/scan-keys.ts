import { OctavecError } from "../../../errors/index.js";
import type { Executor, SendOptions } from "../../../executor.js";
import { textOf } from "../../../reply.js";
import { scanPages } from "../../../scan.js";

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
  for await (const keys of scanPages(executor, pattern, options)) if (keys.length > 0) yield keys;
}
