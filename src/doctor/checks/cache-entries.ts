import { encodeVrandmember } from "../../commands/index.js";
import { listOf, replyOf, textOf } from "../../reply.js";
import type { Check, Patient } from "../contract/check.js";
import { type Finding, namesText } from "../contract/finding.js";
import type { FoundGeneration } from "../facts/keyspace.js";

/** Vectors of each set that are looked up. */
const SAMPLE = 50;
const PAGE = 100;

const FIX = "octavec doctor --fix shows what would be removed, octavec doctor --fix --yes removes it.";

/** Entries and vectors of caches that nothing will ever remove. */
export const cacheEntries: Check = {
  name: "cache-entries",
  run: async (patient) => {
    const generations = [...(await patient.keyspace()).generations.values()];
    const lost = await lostGenerations(patient, generations);
    const others = generations.filter((generation) => !lost.includes(generation));
    const entries = others
      .filter(({ orphanedEntries }) => orphanedEntries > 0)
      .map((of) => `${nameOf(of)}: ${of.orphanedEntries}`);
    const vectors = await orphanedVectors(patient, others);
    return [
      ...found("orphaned-generation", lost.map(nameOf), {
        cause:
          "A generation of a cache is neither the current one nor listed for removal: the key with its number was deleted or evicted.",
      }),
      ...found("orphaned-entries", entries, {
        cause:
          "Entries of a cache are in no list of it: they are found by their question, but neither counted, evicted nor swept.",
      }),
      ...found("orphaned-vectors", vectors, {
        cause:
          "Vectors of a cache have no entry: they take places among the nearest neighbours and lower the hit ratio.",
      }),
    ];
  },
};

function found(id: string, names: readonly string[], { cause }: { readonly cause: string }): Finding[] {
  if (names.length === 0) return [];
  return [{ id, severity: "warning", cause, evidence: namesText(names), remedy: FIX }];
}

/** Generations that a tenant has forgotten. */
export async function lostGenerations(
  { client, send }: Pick<Patient, "client" | "send">,
  generations: readonly FoundGeneration[],
): Promise<FoundGeneration[]> {
  const lost: FoundGeneration[] = [];
  for (let at = 0; at < generations.length; at += PAGE) {
    const page = generations.slice(at, at + PAGE);
    // Both in one step: a flush in between would make the old generation look lost.
    const results = await client.executor.pipeline(
      page.map(({ base, generation }) => ({
        transaction: [
          ["GET", `${base}g`],
          ["SISMEMBER", `${base}old`, generation],
        ],
      })),
      send,
    );
    for (const [place, one] of page.entries()) {
      const [current, isListed] = listOf(replyOf(results[place], send.signal));
      if ((textOf(current) ?? "0") !== one.generation && isListed !== 1) lost.push(one);
    }
  }
  return lost;
}

async function orphanedVectors(
  { client: { executor }, send }: Patient,
  generations: readonly FoundGeneration[],
): Promise<string[]> {
  const sets = generations.flatMap((of) => [...of.sets].map((key) => ({ key, of })));
  const found: string[] = [];
  for (let at = 0; at < sets.length; at += PAGE) {
    const page = sets.slice(at, at + PAGE);
    const drawn = await executor.pipeline(
      page.map(({ key }) => encodeVrandmember(key, SAMPLE)),
      send,
    );
    const samples = page.map((one, place) => ({
      ...one,
      ids: listOf(replyOf(drawn[place], send.signal)).map(String),
    }));
    const steps = samples.flatMap(({ of, ids }) =>
      ids.map((id) => ["ZSCORE", `${of.base}${of.generation}:exp`, id]),
    );
    const results = await executor.pipeline(steps, send);
    let next = 0;
    for (const { of, ids } of samples) {
      const orphans = ids.filter(() => replyOf(results[next++], send.signal) === null).length;
      if (orphans > 0) found.push(`${nameOf(of)}: ${orphans} in a sample of ${ids.length}`);
    }
  }
  return found;
}

function nameOf({ base, generation }: FoundGeneration): string {
  return `${base}${generation}`;
}
