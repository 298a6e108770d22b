import type { Executor, SendOptions } from "../../../executor.js";
import { isList, listOf, repliesOf } from "../../../reply.js";
import type { LivingEntry } from "../../contract/index.js";
import { latestEventId } from "../../memory/index.js";
import type { CacheKeys } from "../../question/index.js";
import { ANSWER_FIELDS, decodeAnswer } from "../entry-fields.js";

export interface ReadLiving {
  /** The server's generation when the entries were read. Entries of another generation are gone. */
  readonly generation: string;
  /** Id of the last event before the entries were read. */
  readonly since: string;
  readonly serverNowMs: number;
  /** In the order of the ids; entries that are gone or cannot be read are left out. */
  readonly entries: readonly { readonly living: LivingEntry; readonly vector: Buffer | undefined }[];
}

/** Reads whole entries by their ids, in one round trip. */
export async function readLiving(
  executor: Executor,
  keys: CacheKeys,
  generation: string,
  ids: readonly string[],
  { fromPrimary = false, ...options }: SendOptions & { readonly fromPrimary?: boolean },
): Promise<ReadLiving> {
  const steps = ids.flatMap((id) => {
    const key = keys.entry(generation, id);
    return [
      ["HMGET", key, ...ANSWER_FIELDS, "v"],
      ["PTTL", key],
    ];
  });
  const first = [["XREVRANGE", keys.events, "+", "-", "COUNT", "1"], ["GET", keys.generation], ["TIME"]];
  const results = await executor.pipeline([...first, ...steps], {
    ...options,
    ...(fromPrimary ? { idempotent: true } : { readOnly: true }),
    binary: true,
  });
  const [events, current, time, ...replies] = repliesOf(results);
  const entries = ids.flatMap((id, index) => {
    const fields = replies[index * 2];
    if (!isList(fields)) return [];
    const living = decodeAnswer(id, fields.slice(0, ANSWER_FIELDS.length), replies[index * 2 + 1]);
    if (living === undefined || living === "corrupt") return [];
    const vector = fields[ANSWER_FIELDS.length];
    return [{ living, vector: Buffer.isBuffer(vector) ? vector : undefined }];
  });
  const [seconds, micros] = listOf(time);
  return {
    generation: Buffer.isBuffer(current) ? current.toString() : "0",
    since: latestEventId(events),
    serverNowMs: Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000),
    entries,
  };
}
