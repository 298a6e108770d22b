import type { Reply, SendOptions } from "../../../executor.js";
import { isList, readList, repliesOf, textOf } from "../../../reply.js";
import type { LivingEntry } from "../../contract/index.js";
import { latestEventId, latestEventOf } from "../../memory/index.js";
import type { EntryContext } from "../context/entry-context.js";
import { ANSWER_FIELDS } from "../context/entry-fields.js";
import { isQuarantined, quarantineOf } from "../context/quarantine-list.js";

export interface ReadLiving {
  /** The server's generation when the entries were read. Entries of another generation are gone. */
  readonly generation: string;
  /** Id of the last event before the entries were read. */
  readonly since: string;
  readonly serverNowMs: number;
  /** In the order of the ids; entries that are gone, cannot be read or must not be served are left out. */
  readonly entries: readonly {
    readonly living: LivingEntry;
    readonly vector: Buffer | undefined;
  }[];
}

/**
 * Reads whole entries by their ids, in one round trip. `fromPrimary`: no replica is asked. Default false. `withQuarantined`: reads those
 * in quarantine, too. Default false.
 */
export async function readLiving(
  { executor, keys, codec }: Pick<EntryContext, "executor" | "keys" | "codec">,
  generation: string,
  ids: readonly string[],
  {
    fromPrimary = false,
    withQuarantined = false,
    ...options
  }: SendOptions & { readonly fromPrimary?: boolean; readonly withQuarantined?: boolean },
): Promise<ReadLiving> {
  const steps = ids.flatMap((id) => {
    const key = keys.entry(generation, id);
    return [
      ["HMGET", key, ...ANSWER_FIELDS, "v"],
      ["PTTL", key],
    ];
  });
  const first = [latestEventOf(keys.events), ["GET", keys.generation], ["TIME"], quarantineOf(keys)];
  const results = await executor.pipeline([...first, ...steps], {
    ...options,
    ...(fromPrimary ? { idempotent: true } : { readOnly: true }),
    binary: true,
  });
  const [events, current, time, quarantine, ...replies] = repliesOf(results);
  const entries = ids.flatMap((id, index) => {
    const fields = replies[index * 2];
    if (!isList(fields)) return [];
    if (!withQuarantined && isQuarantined(quarantine, fields[ANSWER_FIELDS.length - 1])) return [];
    const living = codec.decodeAnswer(id, fields.slice(0, ANSWER_FIELDS.length), replies[index * 2 + 1]);
    if (living === undefined || living === "corrupt") return [];
    const vector = fields[ANSWER_FIELDS.length];
    return [{ living, vector: Buffer.isBuffer(vector) ? vector : undefined }];
  });
  return {
    generation: textOf(current) ?? "0",
    since: latestEventId(events),
    serverNowMs: timeOf(time),
    entries,
  };
}

/** The generation by the server's word. One round trip. */
export async function readGeneration(
  { executor, keys }: Pick<EntryContext, "executor" | "keys">,
  signal: AbortSignal | undefined,
): Promise<string> {
  return textOf(await executor.send(["GET", keys.generation], { readOnly: true, signal })) ?? "0";
}

/** The server's clock in milliseconds since 1970. One round trip. */
export async function readServerTime(
  { executor }: EntryContext,
  signal: AbortSignal | undefined,
): Promise<number> {
  return timeOf(await executor.send(["TIME"], { readOnly: true, signal }));
}

function timeOf(reply: Reply | undefined): number {
  const [seconds, micros] = readList("TIME", reply);
  return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
}
