import type { Command, Executor, Reply, StepResult } from "../../executor.js";
import { listOf, pairsOf, repliesOf, textOf } from "../../reply.js";
import type { AdaptiveThreshold, ThresholdSample } from "../threshold/adaptive-threshold.js";
import { SAMPLE_WINDOW } from "../threshold/adaptive-threshold.js";
import { isUnsent } from "./fenced-write.lua.js";

const TIMEOUT_MS = 2_000;
const READ = { readOnly: true, binary: true, timeoutMs: TIMEOUT_MS } as const;

/** Raised when the fields change. */
const ROW_VERSION = 1;

/** The mark of rows that this instance can use: of its version and vector space. */
export function sampleTag(space: string): string {
  return `${ROW_VERSION}.${space}`;
}

/** Fields and values of a stream entry, in turn. */
export function encodeSample({ similarity, isRight, isAudit }: ThresholdSample, tag: string): string[] {
  return ["v", tag, "s", similarity.toFixed(6), "r", isRight ? "1" : "0", "k", isAudit ? "audit" : "one"];
}

/** Undefined for a row with another mark, and for a damaged one. */
export function decodeSample(
  fields: readonly (readonly [string, string])[],
  tag: string,
): ThresholdSample | undefined {
  const { v, s = "", r, k } = Object.fromEntries(fields);
  const similarity = s.trim() === "" ? Number.NaN : Number(s);
  if (v !== tag || !(similarity >= -1 && similarity <= 1)) return undefined;
  if ((r !== "0" && r !== "1") || (k !== "audit" && k !== "one")) return undefined;
  return { similarity, isRight: r === "1", isAudit: k === "audit" };
}

interface Row {
  readonly id: string;
  /** Undefined for rows with another mark. They count as rows, so that all instances use the same latest rows. */
  readonly sample: ThresholdSample | undefined;
}

export interface SharedSamplesOptions {
  readonly executor: Executor;
  /** Of the stream. */
  readonly key: string;
  /** Short name of the vector space. */
  readonly space: string;
  /** The policy, or those of an experiment. */
  readonly policies: readonly AdaptiveThreshold[];
  /** Runs all of these commands or none. */
  readonly write: (commands: readonly Command[]) => Promise<StepResult>;
}

/**
 * The samples of adaptive thresholds, in a stream that every instance writes and reads. All instances know the same samples in
 * the same order, so they have the same threshold. Calls must not overlap.
 */
export class SharedSamples {
  readonly #options: SharedSamplesOptions;
  readonly #tag: string;
  #rows: readonly Row[] = [];

  constructor(options: SharedSamplesOptions) {
    this.#options = options;
    this.#tag = sampleTag(options.space);
  }

  /** Writes the news of this instance and reads those of others. @returns whether there were any. @throws what Redis answers. */
  async sync(): Promise<boolean> {
    if (this.#options.policies.length === 0) return false;
    const wrote = await this.#write();
    const read = await this.#readNew();
    return wrote || read;
  }

  /** Other instances notice at their next synchronisation that the stream was emptied. */
  forget(): void {
    this.#rows = [];
    for (const policy of this.#options.policies) policy.forget();
  }

  async #write(): Promise<boolean> {
    const { key, policies } = this.#options;
    const fresh = policies.flatMap(({ samples }) => samples.fresh);
    if (fresh.length === 0) return false;
    const adds = fresh.map((sample): Command => {
      const fields = encodeSample(sample, this.#tag);
      return ["XADD", key, "MAXLEN", "~", String(SAMPLE_WINDOW), "*", ...fields];
    });
    const result = await this.#options.write(adds);
    // What may have arrived is not written again, because it would count twice.
    if (!isUnsent(result)) for (const { samples } of policies) samples.settle(fresh);
    repliesOf([result]);
    return true;
  }

  async #readNew(): Promise<boolean> {
    const last = this.#rows.at(-1)?.id;
    const since = last === undefined ? [] : await this.#read("XRANGE", last, "+", SAMPLE_WINDOW + 1);
    // The last known row comes first. If not, the stream was emptied by a reset or because the tenant was erased.
    const isContinued = last !== undefined && since[0]?.id === last;
    const wasEmpty = this.#rows.length === 0;
    this.#rows = isContinued
      ? [...this.#rows, ...since.slice(1)].slice(-SAMPLE_WINDOW)
      : (await this.#read("XREVRANGE", "+", "-", SAMPLE_WINDOW)).toReversed();
    const hasNews = isContinued ? since.length > 1 : !(wasEmpty && this.#rows.length === 0);
    const known = this.#rows.flatMap(({ sample }) => sample ?? []);
    if (hasNews) for (const policy of this.#options.policies) policy.adopt(known);
    return hasNews;
  }

  async #read(command: string, from: string, to: string, count: number): Promise<Row[]> {
    const range = [command, this.#options.key, from, to, "COUNT", String(count)];
    return listOf(await this.#options.executor.send(range, READ)).map((row: Reply): Row => {
      const [id, fields] = listOf(row);
      return { id: textOf(id) ?? "", sample: decodeSample(pairsOf(fields), this.#tag) };
    });
  }
}
