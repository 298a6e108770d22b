import type { Executor } from "../../src/executor.js";
import { parseOptions, repositoryOptionsSchema } from "../../src/options/index.js";
import { collectionKeys } from "../../src/repository/elements/collection-keys.js";
import { Expiry } from "../../src/repository/expiry/expiry.js";
import { Calibrations } from "../../src/repository/precision/calibrations.js";
import type { CodedCollection } from "../../src/repository/precision/coded-collection.js";
import { PLAIN_LAYOUT } from "../../src/repository/precision/collection-layout.js";
import { PrecisionMonitor } from "../../src/repository/precision/precision-monitor.js";
import { SearchThreading } from "../../src/repository/threading/search-threading.js";
import { SetSize } from "../../src/repository/threading/set-size.js";

/** The record of a collection of one dimension that keeps nothing beside the set. */
export const RECORD = "1\n1\nq8\n16\n\n\n\n";

/** A collection that was opened, on an executor without a server. */
export function scriptedCollection(executor: Executor): CodedCollection {
  const keys = collectionKeys("n", "c");
  const nowMs = () => 0;
  const options = parseOptions(
    repositoryOptionsSchema,
    { namespace: "n", collection: "c", dimension: 1 },
    "options",
  );
  const size = new SetSize(executor, keys.vectors, nowMs);
  return {
    executor,
    keys,
    layout: PLAIN_LAYOUT,
    record: RECORD,
    onOutdated: () => {},
    monitor: new PrecisionMonitor(1, undefined, undefined),
    threading: new SearchThreading(executor, options, size, { nowMs, random: () => 0 }),
    size,
    expiry: new Expiry({ executor, keys, clocks: { elapsedMs: nowMs, wallMs: nowMs }, onDue: () => {} }),
    quantization: "q8",
    calibrations: new Calibrations(executor, keys),
    onWritten: undefined,
  };
}
