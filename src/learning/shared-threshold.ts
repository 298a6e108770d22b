import type { CacheObserver, VerdictEvent } from "../cache/contract/index.js";
import type { Command, Executor, Reply } from "../executor.js";
import type { AdaptiveThreshold } from "./decision/adaptive-threshold.js";
import { SAMPLE_WINDOW, type ThresholdSample } from "./decision/threshold-samples.js";
import { listOf, pairsOf, textOf, valuesOf } from "./reply-parts.js";
import { decodeSample, encodeSample, sampleTag } from "./sample-row.js";
import { spaceTag } from "./space-tag.js";
import { Trips } from "./trips.js";
import { Turns } from "./turns.js";

const TIMEOUT_MS = 2_000;
const READ = { readOnly: true, binary: true, timeoutMs: TIMEOUT_MS } as const;

export interface SharedThresholdParts {
  readonly executor: Executor;
  /** Of the stream. */
  readonly key: string;
  /** Names the vector space: similarities of another one say nothing here. */
  readonly space: string;
  /** Milliseconds between two trips. */
  readonly syncMs: number;
}

interface Row {
  readonly id: string;
  /** Undefined for rows that are not ours; they hold their place, so that all instances count the same latest ones. */
  readonly sample: ThresholdSample | undefined;
}

/**
 * What adaptive thresholds learn, in a stream that every instance adds to and reads: all know the same samples in the same
 * order, and the threshold follows from them alone. Everything here is for the background: what fails is tried again with the next trip.
 */
export class SharedThreshold implements CacheObserver {
  readonly #parts: SharedThresholdParts;
  readonly #tag: string;
  /** The policy, or those of an experiment. */
  readonly #policies: readonly AdaptiveThreshold[];
  #rows: readonly Row[] = [];
  readonly #trips: Trips;
  /** One thing at a time: two trips at once would tell every sample twice. */
  readonly #turns = new Turns();

  constructor(parts: SharedThresholdParts, policies: readonly AdaptiveThreshold[]) {
    this.#parts = parts;
    this.#tag = sampleTag(spaceTag(parts.space));
    this.#policies = policies;
    this.#trips = new Trips(() => this.sync(), parts.syncMs);
  }

  /** Feedback on hits by meaning; of the same question asked again it would say nothing about similarity. */
  judged({ correct, tier, similarity }: VerdictEvent): void {
    if (similarity === undefined || (tier !== "semantic" && tier !== undefined)) return;
    const sample = { similarity: Math.min(1, similarity), isRight: correct, isAudit: false };
    this.#policies[0]?.note(sample);
  }

  /** A trip that is under way may bring it back once; the next one finds it gone. */
  cleared(): void {
    this.#forget();
  }

  start(): void {
    this.#trips.start();
  }

  async close(): Promise<void> {
    this.#trips.stop();
    await this.sync().catch(() => undefined);
  }

  /** One trip: tells what is new here and hears what is new elsewhere. Gives whether anything was. @throws what the trip throws. */
  sync(): Promise<boolean> {
    return this.#turns.run(async () => {
      const told = await this.#tell();
      const heard = await this.#hear();
      return told || heard;
    });
  }

  /** Empties it for all; they notice with their next trip. @throws what keeps it from being done. */
  reset(): Promise<void> {
    return this.#turns.run(async () => {
      const { executor, key } = this.#parts;
      await executor.send(["DEL", key], { idempotent: true, timeoutMs: TIMEOUT_MS });
      this.#forget();
    });
  }

  async #tell(): Promise<boolean> {
    const fresh = this.#policies.flatMap(({ samples }) => samples.fresh);
    if (fresh.length === 0) return false;
    const { executor, key } = this.#parts;
    const adds = fresh.map((sample): Command => {
      const fields = encodeSample(sample, this.#tag);
      return ["XADD", key, "MAXLEN", "~", String(SAMPLE_WINDOW), "*", ...fields];
    });
    const results = await executor.pipeline(adds, { timeoutMs: TIMEOUT_MS });
    // What may have arrived is not told again: a sample twice would weigh double.
    const told = fresh.filter((_, at) => {
      const result = results[at];
      return result === undefined || result.ok || result.sent;
    });
    for (const { samples } of this.#policies) samples.settle(told);
    valuesOf(results);
    return true;
  }

  async #hear(): Promise<boolean> {
    const last = this.#rows.at(-1)?.id;
    const since = last === undefined ? [] : await this.#read("XRANGE", last, "+", SAMPLE_WINDOW + 1);
    // The last row comes again. When it does not, all is gone: the tenant was erased, or the learning reset.
    const isContinued = last !== undefined && since[0]?.id === last;
    const wasEmpty = this.#rows.length === 0;
    this.#rows = isContinued
      ? [...this.#rows, ...since.slice(1)].slice(-SAMPLE_WINDOW)
      : (await this.#read("XREVRANGE", "+", "-", SAMPLE_WINDOW)).toReversed();
    const hasNews = isContinued ? since.length > 1 : !(wasEmpty && this.#rows.length === 0);
    const known = this.#rows.flatMap(({ sample }) => sample ?? []);
    if (hasNews) for (const policy of this.#policies) policy.adopt(known);
    return hasNews;
  }

  async #read(command: string, from: string, to: string, count: number): Promise<Row[]> {
    const { executor, key } = this.#parts;
    const rows = listOf(await executor.send([command, key, from, to, "COUNT", String(count)], READ));
    return rows.map((row: Reply): Row => {
      const [id, fields] = listOf(row);
      return { id: textOf(id) ?? "", sample: decodeSample(pairsOf(fields), this.#tag) };
    });
  }

  #forget(): void {
    this.#rows = [];
    for (const policy of this.#policies) policy.forget();
  }
}
