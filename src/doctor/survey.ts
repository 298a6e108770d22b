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
 * What a server holds. It only reads: INFO, all keys, and VINFO of each collection. In a cluster it sees one primary.
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
  const figures: SurveyedCollection[] = [];
  for (let at = 0; at < tags.length; at += PAGE) {
    const page = tags.slice(at, at + PAGE);
    const results = await client.executor.pipeline(
      page.map((tag) => encodeVinfo(`${tag}:v`)),
      { signal, readOnly: true },
    );
    for (const [place, tag] of page.entries()) {
      const result = results[place];
      const set = result?.ok === true ? decodeVinfo(result.value) : undefined;
      if (set === undefined) continue;
      const { size: elements, dimension, quantization } = set;
      figures.push({ name: tag.slice(1, -1), elements, dimension, quantization });
    }
  }
  return figures;
}
