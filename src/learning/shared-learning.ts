import { randomUUID } from "node:crypto";
import type { CacheKeys } from "../cache/question/index.js";
import type { Command, Executor, StepResult } from "../executor.js";
import type { EvidencePolicy } from "./evidence/evidence-policy.js";
import type { Label } from "./evidence/label.js";
import { rowTag } from "./label-row.js";
import { LabelStream } from "./label-stream.js";
import { exportOf, type LearningExport, parseExport } from "./learning-export.js";
import { parseRecord, recordOf } from "./model-record.js";
import { listOf, textOf, valuesOf } from "./reply-parts.js";
import { SharedCounts } from "./shared-counts.js";
import { SharedWords, type WordCounts } from "./shared-words.js";
import { spaceTag } from "./space-tag.js";
import { Turns } from "./turns.js";

const TIMEOUT_MS = 2_000;
/** Reads of all words, and writes of the record, in trips. */
const TRIPS_BETWEEN_WORDS = 60;
const TRIPS_BETWEEN_RECORDS = 5;

const READ = { readOnly: true, binary: true, timeoutMs: TIMEOUT_MS } as const;
const SAFE_WRITE = { idempotent: true, timeoutMs: TIMEOUT_MS } as const;

/**
 * What a cache has learned, in Redis: labels in a stream which every instance adds to and reads, word counts that are only ever
 * added to, and a record of the model that is derived from them. Nothing is read, changed and written back, so instances cannot
 * undo each other's work. Everything here is for the background: what fails is tried again with the next trip.
 */
export class SharedLearning {
  readonly #executor: Executor;
  readonly #keys: CacheKeys;
  readonly #policy: EvidencePolicy | undefined;
  readonly #space: string;
  readonly #words: SharedWords;
  readonly #labels: LabelStream;
  /** By category, and by policy of an experiment. */
  readonly counts: SharedCounts;
  readonly arms: SharedCounts;
  #epoch: string | undefined;
  #earlierLookups = 0;
  #trips = 0;
  #hasNews = false;
  /** One thing at a time: two loads at once would count every label twice. */
  readonly #turns = new Turns();

  constructor(executor: Executor, keys: CacheKeys, policy: EvidencePolicy | undefined, space: string) {
    this.#executor = executor;
    this.#keys = keys;
    this.#policy = policy;
    this.#space = spaceTag(space);
    this.#words = new SharedWords(executor, keys.words);
    this.#labels = new LabelStream(keys.labels, randomUUID().slice(0, 8));
    this.counts = new SharedCounts(keys.quality);
    this.arms = new SharedCounts(keys.arms);
    policy?.listen({
      labelled: (label) => this.#labels.push(label),
      changed: () => {
        this.#hasNews = true;
      },
    });
  }

  /** One trip: tells what is new here and hears what is new elsewhere. Gives whether anything was. @throws what the trip throws. */
  sync(): Promise<boolean> {
    return this.#turns.run(() => this.#sync());
  }

  /** For others to begin from. The last one to write wins, and may: it is derived from what all share. */
  writeRecord(): Promise<void> {
    return this.#turns.run(() => this.#writeRecord());
  }

  /** Empties it for all; they notice with their next trip. @throws what keeps it from being done. */
  reset(): Promise<void> {
    return this.#turns.run(() => this.#replace([], { questions: 0, words: new Map() }));
  }

  /** @throws OctavecError `INVALID_ARGUMENT`; what keeps it from being written. */
  async import(value: LearningExport): Promise<void> {
    const { labels, words } = parseExport(value, this.#space);
    await this.#turns.run(() => this.#replace(labels, { words, questions: value.questions }));
  }

  /** What all instances have told so far. @throws what keeps it from being read. */
  async export(): Promise<LearningExport> {
    await this.sync();
    const reply = await this.#executor.send(this.#labels.readAll, READ);
    const labels = this.#labels.all(reply, this.#tag);
    return exportOf(this.#space, labels, await this.#words.read());
  }

  async #sync(): Promise<boolean> {
    if (this.#epoch === undefined) await this.#load();
    const wrote = await this.#write();
    const heard = await this.#read();
    this.#trips++;
    if (this.#trips % TRIPS_BETWEEN_WORDS === 0) await this.#readWords();
    if (this.#hasNews && this.#trips % TRIPS_BETWEEN_RECORDS === 0) await this.#writeRecord();
    return wrote || heard;
  }

  /** Everything of before, at the beginning and after a reset. */
  async #load(): Promise<void> {
    const epoch = textOf(await this.#executor.send(["HGET", this.#keys.model, "epoch"], READ)) ?? "0";
    await this.#readWords();
    const policy = this.#policy;
    if (policy !== undefined) {
      const [record, rows] = valuesOf(
        await this.#executor.pipeline(
          [["HGET", this.#keys.model, rowTag(this.#space, epoch)], this.#labels.readAll],
          READ,
        ),
      );
      this.#epoch = epoch;
      for (const label of this.#labels.heard(listOf(rows).toReversed(), this.#tag)) policy.model.label(label);
      const known = parseRecord(textOf(record));
      if (known === undefined) return;
      this.#earlierLookups = known.lookups;
      policy.model.resume(known);
      policy.resumeStop(known.stopped);
    }
    this.#epoch = epoch;
  }

  async #write(): Promise<boolean> {
    const labels = this.#labels.take(this.#tag);
    const counts = [this.counts.take(), this.arms.take()].filter(({ steps }) => steps.length > 0);
    const model = this.#policy?.model;
    const words = this.#words.stepsFor(model?.words.fresh ?? { questions: 0, words: new Map() });
    const transactions = [...counts, words].map(({ steps }) => steps).filter((steps) => steps.length > 0);
    const steps = [...labels.steps, ...transactions.map((transaction) => ({ transaction }))];
    if (steps.length === 0) return false;
    const results = await this.#executor.pipeline(steps, { timeoutMs: TIMEOUT_MS });
    // What may have arrived is not sent again: a label twice would weigh double.
    labels.putBack((at) => isUnsent(results[at]));
    for (const [at, { putBack }] of counts.entries())
      if (isUnsent(results[labels.steps.length + at])) putBack();
    if (words.steps.length > 0 && !isUnsent(results.at(-1))) model?.words.settle(words.told);
    valuesOf(results);
    this.#hasNews = true;
    return true;
  }

  async #read(): Promise<boolean> {
    const [epoch, counts, arms, rows] = valuesOf(
      await this.#executor.pipeline(
        [["HGET", this.#keys.model, "epoch"], this.counts.readStep, this.arms.readStep, this.#labels.readOn],
        READ,
      ),
    );
    if ((textOf(epoch) ?? "0") !== this.#epoch) {
      this.#forget();
      await this.#load();
      return true;
    }
    this.counts.heard(counts);
    this.arms.heard(arms);
    const policy = this.#policy;
    if (policy === undefined) return false;
    const fresh = listOf(rows);
    for (const label of this.#labels.heard(fresh, this.#tag)) policy.take(label);
    return fresh.length > 0;
  }

  async #readWords(): Promise<void> {
    if (this.#policy === undefined) return;
    const { questions, words } = await this.#words.read();
    this.#policy.model.words.adopt(questions, words);
  }

  async #writeRecord(): Promise<void> {
    if (this.#policy === undefined || this.#epoch === undefined) return;
    const lookups = this.#earlierLookups + this.#policy.model.lookups;
    const record = JSON.stringify(recordOf(this.#policy, lookups, this.#labels.last));
    await this.#executor.send(["HSET", this.#keys.model, this.#tag, record], SAFE_WRITE);
    this.#hasNews = false;
  }

  async #replace(rows: readonly Label[], counts: WordCounts): Promise<void> {
    const { labels, model, words, quality, arms } = this.#keys;
    const epoch = randomUUID().slice(0, 8);
    const transaction: Command[] = [
      ["DEL", labels, model, words, quality, arms],
      ["HSET", model, "epoch", epoch],
      ...this.#words.fillsFor(counts),
      ...this.#labels.adds(rows, rowTag(this.#space, epoch), "import"),
    ];
    valuesOf(await this.#executor.pipeline([{ transaction }], SAFE_WRITE));
    this.#forget();
    await this.#load();
  }

  #forget(): void {
    this.#labels.forget();
    this.counts.forget();
    this.arms.forget();
    this.#earlierLookups = 0;
    this.#hasNews = false;
    this.#epoch = undefined;
    this.#policy?.reset();
  }

  get #tag(): string {
    return rowTag(this.#space, this.#epoch ?? "0");
  }
}

function isUnsent(result: StepResult | undefined): boolean {
  return result !== undefined && !result.ok && !result.sent;
}
