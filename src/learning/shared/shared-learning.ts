import { createHash, randomUUID } from "node:crypto";
import { Mutex } from "../../async/index.js";
import { POLICY_KEYS, type PolicyHost, type PolicyKey } from "../../cache/contract/index.js";
import type { Command, StepResult } from "../../executor.js";
import { listOf, repliesOf, textOf } from "../../reply.js";
import { SharedCounts } from "../contract/counts.js";
import type { EvidencePolicy } from "../evidence/evidence-policy.js";
import { rowTag } from "../evidence/label.js";
import type { AdaptiveThreshold } from "../threshold/adaptive-threshold.js";
import {
  EPOCH_FIELD,
  type FencedWriteOptions,
  FIRST_EPOCH,
  isUnsent,
  writeFenced,
} from "./fenced-write.lua.js";
import { LabelStream } from "./label-stream.js";
import {
  exportOf,
  type Learned,
  type LearningExport,
  parseExport,
  parseRecord,
  recordOf,
} from "./learned-data.js";
import { SharedPairs } from "./shared-pairs.js";
import { SharedSamples } from "./shared-samples.js";
import { SharedWords } from "./shared-words.js";

const TIMEOUT_MS = 2_000;
/** All words and pairs of words are read, and the record is written, once in this many synchronisations. */
const SYNCS_BETWEEN_WORDS = 60;
const SYNCS_BETWEEN_RECORDS = 5;

const READ = { readOnly: true, binary: true, timeoutMs: TIMEOUT_MS } as const;
const WRITE = { timeoutMs: TIMEOUT_MS } as const;
const SAFE_WRITE = { idempotent: true, timeoutMs: TIMEOUT_MS } as const;

const NOTHING: Learned = { labels: [], counts: { questions: 0, words: new Map() }, pairs: [] };

/** The parts of a policy that learn. `adaptive`: at most one, or two of an experiment. */
export interface Learners {
  readonly evidence: EvidencePolicy | undefined;
  readonly adaptive: readonly AdaptiveThreshold[];
}

/**
 * What a cache has learned, in Redis:
 *
 * - `labels` stream: decisions and whether they were right. Every instance writes and reads it.
 * - `words:1` hash: word hash → questions that contain it; `n` → questions. Counts only increase.
 * - `pairs:1` hash: two words and the rest of a question → whether its answer stayed when one word took the other's place.
 * - `model` hash: a record of the model, one field per version and vector space; and `epoch`, which a reset changes.
 * - `quality` hash: counts per category. `arms` hash: the same per policy of an experiment.
 * - `threshold` stream: samples of adaptive thresholds.
 *
 * No value is read, changed and written back, so instances cannot undo each other's work. Instances write only in the epoch that
 * they know, so nothing from before a reset comes back after it. After a failure, the next synchronisation tries again.
 */
export class SharedLearning {
  readonly #host: PolicyHost;
  readonly #evidence: EvidencePolicy | undefined;
  readonly #space: string;
  readonly #words: SharedWords;
  readonly #pairs: SharedPairs;
  readonly #labels: LabelStream;
  readonly #samples: SharedSamples;
  /** By category. */
  readonly counts: SharedCounts;
  /** By policy of an experiment. */
  readonly arms: SharedCounts;
  #epoch: string | undefined;
  #earlierLookups = 0;
  #syncs = 0;
  #hasNews = false;
  /** Two loads at once would count every label twice, and two writes every sample. */
  readonly #mutex = new Mutex();

  constructor(host: PolicyHost, { evidence, adaptive }: Learners) {
    const { executor } = host;
    this.#host = host;
    this.#evidence = evidence;
    this.#space = createHash("sha256").update(host.space).digest("base64url").slice(0, 8);
    this.#words = new SharedWords(executor, host.key("words:1"));
    this.#pairs = new SharedPairs(executor, host.key("pairs:1"));
    this.#labels = new LabelStream(host.key("labels"), randomUUID().slice(0, 8));
    this.#samples = new SharedSamples({
      executor,
      key: host.key("threshold"),
      space: this.#space,
      policies: adaptive,
      write: (commands) => this.#writeFenced(commands),
    });
    this.counts = new SharedCounts(host.key("quality"));
    this.arms = new SharedCounts(host.key("arms"));
    evidence?.listen({
      labelled: (label) => this.#labels.push(label),
      changed: () => {
        this.#hasNews = true;
      },
    });
  }

  /** Writes the news of this instance and reads those of others. @returns whether there were any. @throws what Redis answers. */
  sync(): Promise<boolean> {
    return this.#mutex.run(() => this.#sync());
  }

  /** Writes the record that new instances begin with. The last writer wins, because all derive it from the same labels. */
  writeRecord(): Promise<void> {
    return this.#mutex.run(() => this.#writeRecord());
  }

  /** Forgets everything, for all instances. Others notice at their next synchronisation. @throws what Redis answers. */
  reset(): Promise<void> {
    return this.#mutex.run(() => this.#replace(POLICY_KEYS, NOTHING));
  }

  /** @throws OctavecError `INVALID_ARGUMENT`; what Redis answers. */
  async import(value: LearningExport): Promise<void> {
    const learned = parseExport(value, this.#space);
    // The samples of an adaptive threshold are not part of an export.
    const replaced = POLICY_KEYS.filter((name) => name !== "threshold");
    await this.#mutex.run(() => this.#replace(replaced, learned));
  }

  /** What all instances have written so far. This one writes its news first. @throws what Redis answers. */
  async export(): Promise<LearningExport> {
    await this.sync();
    const reply = await this.#host.executor.send(this.#labels.readAll, READ);
    const labels = this.#labels.all(reply, this.#tag);
    const [counts, pairs] = [await this.#words.read(), await this.#pairs.read()];
    return exportOf(this.#space, { labels, counts, pairs });
  }

  /** The tenant was erased. The next synchronisation finds a new epoch, and forgets the rest. */
  cleared(): void {
    this.counts.forget();
    this.arms.forget();
    this.#samples.forget();
  }

  async #sync(): Promise<boolean> {
    if (this.#epoch === undefined) await this.#load();
    const wrote = await this.#write();
    const read = await this.#readNew();
    const sampled = await this.#samples.sync();
    this.#syncs++;
    if (this.#syncs % SYNCS_BETWEEN_WORDS === 0) await this.#readWords();
    if (this.#hasNews && this.#syncs % SYNCS_BETWEEN_RECORDS === 0) await this.#writeRecord();
    return wrote || read || sampled;
  }

  /** Reads everything, at the start and after a reset. */
  async #load(): Promise<void> {
    const { executor } = this.#host;
    const model = this.#host.key("model");
    const epoch = textOf(await executor.send(["HGET", model, EPOCH_FIELD], READ)) ?? FIRST_EPOCH;
    await this.#readWords();
    const evidence = this.#evidence;
    if (evidence !== undefined) {
      const steps = [["HGET", model, rowTag(this.#space, epoch)], this.#labels.readAll];
      const [record, rows] = repliesOf(await executor.pipeline(steps, READ));
      this.#epoch = epoch;
      for (const label of this.#labels.accept(listOf(rows).toReversed(), this.#tag))
        evidence.model.label(label);
      const known = parseRecord(textOf(record));
      if (known === undefined) return;
      this.#earlierLookups = known.lookups;
      evidence.model.resume(known);
      evidence.resumeStop(known.stopped);
    }
    this.#epoch = epoch;
  }

  async #write(): Promise<boolean> {
    const labels = this.#labels.take(this.#tag);
    const counts = [this.counts.take(), this.arms.take()].filter(({ steps }) => steps.length > 0);
    const model = this.#evidence?.model;
    const words = this.#words.stepsFor(model?.words.fresh ?? { questions: 0, words: new Map() });
    const pairs = model?.pairs.fresh ?? [];
    const paired = { steps: this.#pairs.stepsFor(pairs) };
    const steps = [labels, ...counts, words, paired].flatMap((news) => news.steps);
    if (steps.length === 0) return false;
    const result = await this.#writeFenced(steps);
    // What may have arrived is not written again, because it would count twice.
    if (isUnsent(result)) for (const news of [labels, ...counts]) news.putBack();
    else model?.words.settle(words.written);
    if (result.ok) model?.pairs.settle(pairs);
    repliesOf([result]);
    this.#hasNews = true;
    return true;
  }

  async #readNew(): Promise<boolean> {
    const epochStep = ["HGET", this.#host.key("model"), EPOCH_FIELD];
    const steps = [epochStep, this.counts.readStep, this.arms.readStep, this.#labels.readNew];
    const [epoch, counts, arms, rows] = repliesOf(await this.#host.executor.pipeline(steps, READ));
    if ((textOf(epoch) ?? FIRST_EPOCH) !== this.#epoch) {
      this.#forget();
      await this.#load();
      return true;
    }
    this.counts.adopt(counts);
    this.arms.adopt(arms);
    const evidence = this.#evidence;
    if (evidence === undefined) return false;
    const fresh = listOf(rows);
    for (const label of this.#labels.accept(fresh, this.#tag)) evidence.take(label);
    return fresh.length > 0;
  }

  async #readWords(): Promise<void> {
    if (this.#evidence === undefined) return;
    const { words, pairs } = this.#evidence.model;
    words.adopt(await this.#words.read());
    await this.#pairs.drop(pairs.adopt(await this.#pairs.read()));
  }

  async #writeRecord(): Promise<void> {
    if (this.#evidence === undefined || this.#epoch === undefined) return;
    const lookups = this.#earlierLookups + this.#evidence.model.lookups;
    const record = JSON.stringify(recordOf(this.#evidence, lookups, this.#labels.last));
    const step = ["HSET", this.#host.key("model"), this.#tag, record];
    repliesOf([await this.#writeFenced([step], SAFE_WRITE)]);
    this.#hasNews = false;
  }

  #writeFenced(commands: readonly Command[], options: FencedWriteOptions = WRITE): Promise<StepResult> {
    const fence = {
      executor: this.#host.executor,
      modelKey: this.#host.key("model"),
      epoch: this.#epoch ?? FIRST_EPOCH,
    };
    return writeFenced(fence, commands, options);
  }

  async #replace(names: readonly PolicyKey[], { labels, counts, pairs }: Learned): Promise<void> {
    const keys = names.map((name) => this.#host.key(name));
    const epoch = randomUUID().slice(0, 8);
    const transaction: Command[] = [
      ["DEL", ...keys],
      ["HSET", this.#host.key("model"), EPOCH_FIELD, epoch],
      ...this.#words.fillsFor(counts),
      ...this.#pairs.stepsFor(pairs),
      ...this.#labels.adds(labels, rowTag(this.#space, epoch), "import"),
    ];
    repliesOf(await this.#host.executor.pipeline([{ transaction }], SAFE_WRITE));
    this.#forget();
    await this.#load();
  }

  #forget(): void {
    this.#labels.forget();
    this.counts.forget();
    this.arms.forget();
    this.#samples.forget();
    this.#earlierLookups = 0;
    this.#hasNews = false;
    this.#epoch = undefined;
    this.#evidence?.reset();
  }

  get #tag(): string {
    return rowTag(this.#space, this.#epoch ?? FIRST_EPOCH);
  }
}
