import type { Reply, StepResult } from "../../executor.js";

/** Readers of replies that were requested with `binary`. A reply of another shape reads as empty. */

/** @throws the first failure. */
export function valuesOf(results: readonly StepResult[]): Reply[] {
  return results.map((result) => {
    if (!result.ok) throw result.error;
    return result.value;
  });
}

export function listOf(reply: Reply | undefined): readonly Reply[] {
  return Array.isArray(reply) ? reply : [];
}

export function textOf(reply: Reply | undefined): string | undefined {
  return typeof reply === "string" ? reply : Buffer.isBuffer(reply) ? reply.toString("utf8") : undefined;
}

/** Of a flat list of fields and values. */
export function bytePairsOf(reply: Reply | undefined): [string, Buffer][] {
  const list = listOf(reply);
  const pairs: [string, Buffer][] = [];
  for (let at = 0; at + 1 < list.length; at += 2) {
    const [name, value] = [textOf(list[at]), list[at + 1]];
    if (name !== undefined && Buffer.isBuffer(value)) pairs.push([name, value]);
  }
  return pairs;
}

export function pairsOf(reply: Reply | undefined): [string, string][] {
  return bytePairsOf(reply).map(([name, value]) => [name, value.toString("utf8")]);
}
