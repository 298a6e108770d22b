import { decodeVinfo, encodeVinfo, type VectorSetInfo } from "../../commands/index.js";
import { pairsOf, replyOf } from "../../reply.js";
import type { Check, Patient } from "../contract/check.js";
import { type Finding, namesText } from "../contract/finding.js";

/** Collections in one pipeline. */
const PAGE = 250;

/** Finds collections whose record does not agree with their vector set, and vector sets without a record. */
export const collectionRecords: Check = {
  name: "collection-records",
  run: async (patient) => {
    const tags = [...(await patient.keyspace()).collections].sort();
    const disagreeing: string[] = [];
    const withoutRecord: string[] = [];
    for (let at = 0; at < tags.length; at += PAGE) {
      for (const { tag, record, set } of await readPage(patient, tags.slice(at, at + PAGE))) {
        if (set === undefined) continue;
        if (record.size === 0) withoutRecord.push(tag);
        else disagreeing.push(...differences(record, set).map((difference) => `${tag} (${difference})`));
      }
    }
    return [...disagreementFindings(disagreeing), ...foreignFindings(withoutRecord)];
  },
};

interface ReadCollection {
  readonly tag: string;
  readonly record: ReadonlyMap<string, string>;
  readonly set: VectorSetInfo | undefined;
}

async function readPage({ client, send }: Patient, tags: readonly string[]): Promise<ReadCollection[]> {
  const steps = tags.flatMap((tag) => [["HGETALL", `${tag}:meta`], encodeVinfo(`${tag}:v`)]);
  const results = await client.executor.pipeline(steps, { ...send, binary: true });
  return tags.flatMap((tag, at) => {
    const [record, set] = [results[2 * at], results[2 * at + 1]];
    // Keys of another type belong to another program, as do sets that it made with unknown parameters.
    if (record?.ok !== true || set?.ok !== true) return [];
    return [{ tag, record: new Map(pairsOf(record.value)), set: decodeVinfo(replyOf(set, send.signal)) }];
  });
}

function differences(record: ReadonlyMap<string, string>, set: VectorSetInfo): string[] {
  const found: Readonly<Record<string, string>> = {
    dimension: String(set.dimension),
    quantization: set.quantization,
    m: String(set.m),
  };
  const differing = Object.entries(found).flatMap(([field, value]) => {
    const recorded = record.get(field);
    return recorded === undefined || recorded === value
      ? []
      : [`${field} is ${value}, the record says ${recorded}`];
  });
  if (set.projectionInputDimension === 0) return differing;
  return [...differing, `the set has a projection from ${set.projectionInputDimension} dimensions`];
}

function disagreementFindings(disagreeing: readonly string[]): Finding[] {
  if (disagreeing.length === 0) return [];
  return [
    {
      id: "record-disagrees",
      severity: "error",
      cause: "A collection's record and its set differ: every write fails with COLLECTION_MISMATCH.",
      evidence: namesText(disagreeing),
      remedy:
        "Another program wrote the set, or the record was restored without it. Migrate the set to a new collection, then drop() this one.",
    },
  ];
}

function foreignFindings(tags: readonly string[]): Finding[] {
  if (tags.length === 0) return [];
  return [
    {
      id: "set-without-record",
      severity: "warning",
      cause:
        "A set has the key of a collection but no record: another program made it, or the record was deleted or evicted. Rotation and precision are unknown.",
      evidence: namesText(tags),
      remedy:
        "If octavec made the set, restore its record or load the collection again. If another program did, ignore this finding.",
    },
  ];
}
