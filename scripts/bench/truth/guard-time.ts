import { extractFacts, runGuards } from "../../../src/cache/guards/index.js";
import { median, quantile } from "../statistics.js";
import type { LabelledPair } from "./labelled-pairs.js";

/** Microseconds. */
export interface GuardTime {
  /** All guards for one candidate, whose facts and those of the question are known: median and 99th percentile. */
  readonly guardMicros: number;
  readonly guardMicrosP99: number;
  /** Reading the facts of one question, median. Stored questions are read once and kept. */
  readonly factsMicros: number;
}

/** Times the guards on each pair, `rounds` times after one round to warm up. */
export function timeGuards(pairs: readonly LabelledPair[], rounds: number): GuardTime {
  const facts = pairs.map(({ a, b }) => [extractFacts(a), extractFacts(b)] as const);
  const [guards, reading]: [number[], number[]] = [[], []];
  for (let round = 0; round <= rounds; round++) {
    for (const [query, entry] of facts) {
      const micros = timed(() => runGuards(query, entry));
      if (round > 0) guards.push(micros);
    }
    for (const { a } of pairs) {
      const micros = timed(() => extractFacts(a));
      if (round > 0) reading.push(micros);
    }
  }
  return {
    guardMicros: median(guards),
    guardMicrosP99: quantile(guards, 0.99),
    factsMicros: median(reading),
  };
}

function timed(work: () => unknown): number {
  const startedAt = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - startedAt) / 1_000;
}
