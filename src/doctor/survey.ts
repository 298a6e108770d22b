import type { VectorClient } from "../client.js";
import { decodeVinfo, encodeVinfo } from "../commands/index.js";
import { readKeyspace } from "./facts/keyspace.js";
import { readServerFacts } from "./facts/server-facts.js";

/** What a server holds. */
export interface Survey {
  readonly version: string;
  readonly usedBytes: number;
  /** 0 for none. */
  readonly maxmemoryBytes: number;
  readonly collections: readonly SurveyedCollection[];
  /** Tenants of caches. */
  readonly caches: number;
}

export interface SurveyedCollection {
  /** `namespace:collection`. */
  readonly name: string;
  /** How many of its shards this server has; then the elements are those in them. Absent without shards. */
  readonly shards?: number;
  readonly elements: number;
  readonly dimension: number;
  readonly quantization: string;
}

const PAGE = 250;

export interface SurveyOptions {
  /** Only collections and caches of this namespace. Default: all. */
  readonly namespace?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What a server holds. It only reads: INFO, all keys, and of each collection VINFO and a field of its record. In a cluster it sees one
 * primary.
 *
 * @throws OctavecError the codes of commands.
 */
export async function survey(
  client: VectorClient,
  { namespace, signal }: SurveyOptions = {},
): Promise<Survey> {
  const send = { signal, readOnly: true };
  const { info } = await readServerFacts(client.executor, send);
  const keyspace = await readKeyspace(client.executor, { ...send, namespace });
  return {
    version: client.serverVersion,
    usedBytes: Number(info.get("used_memory")),
    maxmemoryBytes: Number(info.get("maxmemory")),
    collections: await readCollections(client, [...keyspace.collections].sort(), signal),
    caches: new Set([...keyspace.generations.values()].map(({ base }) => base)).size,
  };
}

async function readCollections(
  client: VectorClient,
  tags: readonly string[],
  signal: AbortSignal | undefined,
): Promise<SurveyedCollection[]> {
  const byName = new Map<string, SurveyedCollection>();
  for (let at = 0; at < tags.length; at += PAGE) {
    const page = tags.slice(at, at + PAGE);
    const results = await client.executor.pipeline(
      page.flatMap((tag) => [encodeVinfo(`${tag}:v`), ["HGET", `${tag}:meta`, "shardOf"]]),
      { signal, readOnly: true },
    );
    for (const [place, tag] of page.entries()) {
      const [result, shardOf] = results.slice(2 * place);
      const set = result?.ok === true ? decodeVinfo(result.value) : undefined;
      if (set === undefined) continue;
      const { size, dimension, quantization } = set;
      const whole = shardOf?.ok === true && typeof shardOf.value === "string" ? shardOf.value : undefined;
      const name = whole ?? tag.slice(1, -1);
      const { elements, shards = 0 } = byName.get(name) ?? { elements: 0 };
      byName.set(name, {
        ...{ name, elements: elements + size, dimension, quantization },
        ...(whole === undefined ? {} : { shards: shards + 1 }),
      });
    }
  }
  return [...byName.values()];
}
