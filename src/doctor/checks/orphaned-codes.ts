import { decodeVismember, encodeVismember } from "../../commands/index.js";
import { listOf, replyOf } from "../../reply.js";
import type { Check, Patient } from "../contract/check.js";
import { type Finding, namesText } from "../contract/finding.js";

/** Codes of each collection that are looked up in its set. */
const SAMPLE = 100;
const PAGE = 100;

/** Codes and instants of expiry whose element is gone from the set. A sample of each collection is looked up. */
export const orphanedCodes: Check = {
  name: "orphaned-codes",
  run: async (patient) => {
    const { codes, expiries } = await patient.keyspace();
    const found = [
      ...(await tagsWithOrphans(patient, [...codes].sort(), (tag) => [
        "HRANDFIELD",
        `${tag}:codes`,
        String(SAMPLE),
      ])),
      ...(await tagsWithOrphans(patient, [...expiries].sort(), (tag) => [
        "ZRANDMEMBER",
        `${tag}:expiry`,
        String(SAMPLE),
      ])),
    ];
    if (found.length === 0) return [];
    return [finding(found)];
  },
};

function finding(found: readonly string[]): Finding {
  return {
    id: "orphaned-codes",
    severity: "warning",
    cause:
      "Codes or instants of expiry were left behind by elements that another program removed, or that were evicted with their set. They take memory for nothing.",
    evidence: `${namesText(found)} (in a sample of ${SAMPLE} each)`,
    remedy: "octavec doctor --fix shows what would be removed, octavec doctor --fix --yes removes it.",
  };
}

async function tagsWithOrphans(
  { client: { executor }, send }: Patient,
  tags: readonly string[],
  drawSample: (tag: string) => readonly string[],
): Promise<string[]> {
  const found: string[] = [];
  for (let at = 0; at < tags.length; at += PAGE) {
    const page = tags.slice(at, at + PAGE);
    const drawn = await executor.pipeline(page.map(drawSample), send);
    const samples = page.map((tag, place) => {
      const result = drawn[place];
      // A key of another type belongs to another program.
      return { tag, ids: result?.ok === true ? listOf(result.value).map(String) : [] };
    });
    const steps = samples.flatMap(({ tag, ids }) => ids.map((id) => encodeVismember(`${tag}:v`, id)));
    const results = await executor.pipeline(steps, send);
    let next = 0;
    for (const { tag, ids } of samples) {
      const members = ids.map(() => decodeVismember(replyOf(results[next++], send.signal)));
      const orphans = members.filter((isMember) => !isMember).length;
      if (orphans > 0) found.push(`${tag}: ${orphans} of ${ids.length}`);
    }
  }
  return found;
}
