import type { Command, Reply } from "../../../executor.js";
import { listOf, textOf } from "../../../reply.js";
import type { CacheKeys } from "../../question/index.js";

/** Reads the labels of the writers in quarantine: for readers that do not ask by a script. */
export function quarantineOf(keys: CacheKeys): Command {
  return ["ZRANGE", keys.quarantine, "0", "-1"];
}

/** Whether the writer of an entry, by its field `u`, is in the reply of {@link quarantineOf}. */
export function isQuarantined(quarantine: Reply | undefined, writer: Reply | undefined): boolean {
  const label = textOf(writer);
  return label !== undefined && listOf(quarantine).some((held) => textOf(held) === label);
}
