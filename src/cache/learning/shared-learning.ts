import { createHash, randomUUID } from "node:crypto";
import type { Command, Executor, Reply, StepResult } from "../../executor.js";
import type { CacheKeys } from "../cache-keys.js";
import { type EvidencePolicy, type Label, MAX_WORDS } from "../decision/index.js";
import { CategoryCounts } from "./counts.js";
import { decodeLabel, encodeLabel, rowTag } from "./label-row.js";
import { parseRecord, recordOf } from "./model-record.js";

/** Labels kept in Redis: as many as a fit looks at. */
const STREAM_LENGTH = 5_000;
/** Labels not yet written; beyond it the oldest are dropped. */
const MAX_PENDING = 2_000;
/** Of one trip. */
const MAX_READ = 1_000;
const MAX_WORDS_PER_TRIP = 1_000;
const TIMEOUT_MS = 5_000;
/** Reads of all words, and writes of the record, in trips. */
const TRIPS_BETWEEN_WORDS = 60;
const TRIPS_BETWEEN_RECORDS = 5;

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
  readonly #by = randomUUID().slice(0, 8);
  readonly #pending: Label[] = [];
  readonly #counts: CategoryCounts;
  #known = new CategoryCounts();
  #lastLabel = "0-0";
  #epoch: string | undefined;
  #earlierLookups = 0;
  #trips = 0;
  #hasNews = false;

  /** `counts`: what was counted here since the last trip. */
  constructor(
    executor: Executor,
    keys: CacheKeys,
    policy: EvidencePolicy | undefined,
    { space, counts }: { space: string; counts: CategoryCounts },
  ) {
    this.#executor = executor;
    this.#keys = keys;
    this.#policy = policy;
    this.#space = createHash("sha256").update(space).digest("base64url").slice(0, 8);
    this.#counts = counts;
    policy?.listen({
      labelled: (label) => this.#push(label),
      changed: () => {
        this.#hasNews = true;
      },
    });
  }

  /** Counted by all instances, as of the last trip, and here since. */
  get counts(): CategoryCounts {
    const all = new CategoryCounts();
    all.add(this.#known);
    all.add(this.#counts);
    return all;
  }

  /** One trip: tells what is new here and hears what is new elsewhere. Gives whether anything was. @throws what the trip throws. */
  async sync(): Promise<boolean> {
    if (this.#epoch === undefined) await this.#load();
    const wrote = await this.#write();
    const heard = await this.#read();
    this.#trips++;
    if (this.#policy !== undefined && this.#trips % TRIPS_BETWEEN_WORDS === 0) await this.#readWords();
    if (this.#hasNews && this.#trips % TRIPS_BETWEEN_RECORDS === 0) await this.writeRecord();
    return wrote || heard;
  }

  /** Everything of before, at the beginning and after a reset. */
  async #load(): Promise<void> {
    const [epoch] = valuesOf(await this.#executor.pipeline([["HGET", this.#keys.model, "epoch"]], READ));
    this.#epoch = textOf(epoch) ?? "0";
    await this.#readWords();
    if (this.#policy === undefined) return;
    const [record, labels] = valuesOf(
      await this.#executor.pipeline(
        [
          ["HGET", this.#keys.model, this.#tag],
          ["XREVRANGE", this.#keys.labels, "+", "-", "COUNT", String(STREAM_LENGTH)],
        ],
        READ,
      ),
    );
    const known = parseRecord(textOf(record));
    for (const entry of listOf(labels).toReversed()) this.#takeEntry(entry, { isStopSettled: true });
    if (known === undefined) return;
    this.#earlierLookups = known.lookups;
    this.#policy.model.resume(known);
    this.#policy.resumeStop(known.stopped);
  }

  async #write(): Promise<boolean> {
    const labels = this.#pending.splice(0);
    const words = this.#policy?.model.words.fresh;
    const counts = this.#counts.take();
    const tag = this.#tag;
    const adds = labels.map((label): Command => {
      const fields = encodeLabel(label, tag, this.#by);
      return ["XADD", this.#keys.labels, "MAXLEN", "~", String(STREAM_LENGTH), "*", ...fields];
    });
    const some = [...(words?.words ?? [])].slice(0, MAX_WORDS_PER_TRIP);
    const wordSteps = some.map(
      ([hash, by]): Command => ["HINCRBY", this.#keys.words, String(hash), String(by)],
    );
    if (words !== undefined && words.questions > 0) {
      wordSteps.push(["HINCRBY", this.#keys.words, "n", String(words.questions)]);
    }
    const countSteps = counts
      .increments()
      .map(([field, by]): Command => ["HINCRBYFLOAT", this.#keys.quality, field, String(by)]);
    const steps = [...adds, ...countSteps, ...(wordSteps.length === 0 ? [] : [{ transaction: wordSteps }])];
    if (steps.length === 0) return false;
    const results = await this.#executor.pipeline(steps, { timeoutMs: TIMEOUT_MS });
    // What may have arrived is not sent again: a label twice would weigh double.
    const isUnsent = (at: number) => unsent(results[at]);
    this.#pending.unshift(...labels.filter((_, index) => isUnsent(index)));
    if (countSteps.length > 0 && isUnsent(adds.length)) this.#counts.add(counts);
    if (words !== undefined && wordSteps.length > 0 && results.at(-1)?.ok === true) {
      this.#policy?.model.words.settle({ questions: words.questions, words: new Map(some) });
    }
    const failed = results.find((result) => !result.ok);
    if (failed !== undefined && !failed.ok) throw failed.error;
    this.#hasNews = true;
    return true;
  }

  async #read(): Promise<boolean> {
    const [epoch, counts, labels] = valuesOf(
      await this.#executor.pipeline(
        [
          ["HGET", this.#keys.model, "epoch"],
          ["HGETALL", this.#keys.quality],
          ["XRANGE", this.#keys.labels, `(${this.#lastLabel}`, "+", "COUNT", String(MAX_READ)],
        ],
        READ,
      ),
    );
    if ((textOf(epoch) ?? "0") !== this.#epoch) {
      this.#forget();
      await this.#load();
      return true;
    }
    this.#known = CategoryCounts.of(pairsOf(counts));
    const entries = listOf(labels);
    if (this.#policy === undefined) return false;
    for (const entry of entries) this.#takeEntry(entry, { isStopSettled: false });
    return entries.length > 0;
  }

  #takeEntry(entry: Reply, { isStopSettled }: { isStopSettled: boolean }): void {
    if (!Array.isArray(entry)) return;
    const id = textOf(entry[0]);
    if (id !== undefined) this.#lastLabel = id;
    const read = decodeLabel(new Map(bytePairsOf(entry[1])), this.#tag);
    if (read === undefined || read.by === this.#by) return;
    if (isStopSettled) this.#policy?.model.label(read.label);
    else this.#policy?.take(read.label);
  }

  async #readWords(): Promise<void> {
    const policy = this.#policy;
    if (policy === undefined) return;
    const words = new Map<number, number>();
    let [cursor, questions] = ["0", 0];
    do {
      const reply = await this.#executor.send(["HSCAN", this.#keys.words, cursor, "COUNT", "1000"], READ);
      const [next, fields] = Array.isArray(reply) ? reply : [];
      cursor = textOf(next) ?? "0";
      for (const [name, text] of pairsOf(fields)) {
        const [hash, count] = [Number(name), Number(text)];
        if (!(Number.isSafeInteger(count) && count > 0)) continue;
        if (name === "n") questions = count;
        else if (Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32) words.set(hash, count);
      }
    } while (cursor !== "0");
    policy.model.words.adopt(questions, words);
    if (words.size > MAX_WORDS) await this.#dropRareWords(words);
  }

  /** Several instances may do so at once: it takes nothing away that the other one keeps. */
  async #dropRareWords(words: ReadonlyMap<number, number>): Promise<void> {
    const rare = [...words].sort((a, b) => a[1] - b[1]).slice(0, words.size - MAX_WORDS / 2);
    for (let at = 0; at < rare.length; at += MAX_WORDS_PER_TRIP) {
      const names = rare.slice(at, at + MAX_WORDS_PER_TRIP).map(([hash]) => String(hash));
      await this.#executor.send(["HDEL", this.#keys.words, ...names], { ...SAFE_WRITE });
    }
  }

  /** For others to begin from. The last one to write wins, and may: it is derived from what all share. */
  async writeRecord(): Promise<void> {
    if (this.#policy === undefined || this.#epoch === undefined) return;
    const lookups = this.#earlierLookups + this.#policy.model.lookups;
    const record = JSON.stringify(recordOf(this.#policy, lookups, this.#lastLabel));
    await this.#executor.send(["HSET", this.#keys.model, this.#tag, record], { ...SAFE_WRITE });
    this.#hasNews = false;
  }

  /** Empties it for all; they notice with their next trip. */
  async reset(): Promise<void> {
    const { labels, model, words, quality } = this.#keys;
    const epoch = randomUUID().slice(0, 8);
    const [result] = await this.#executor.pipeline(
      [
        {
          transaction: [
            ["DEL", labels, model, words, quality],
            ["HSET", model, "epoch", epoch],
          ],
        },
      ],
      SAFE_WRITE,
    );
    if (result !== undefined && !result.ok) throw result.error;
    this.#forget();
    await this.#load();
  }

  #forget(): void {
    this.#pending.length = 0;
    this.#counts.take();
    this.#known = new CategoryCounts();
    this.#lastLabel = "0-0";
    this.#earlierLookups = 0;
    this.#epoch = undefined;
    this.#policy?.reset();
  }

  #push(label: Label): void {
    this.#pending.push(label);
    if (this.#pending.length > MAX_PENDING) this.#pending.shift();
  }

  get #tag(): string {
    return rowTag(this.#space, this.#epoch ?? "0");
  }
}

const READ = { readOnly: true, binary: true, timeoutMs: TIMEOUT_MS } as const;
const SAFE_WRITE = { idempotent: true, timeoutMs: TIMEOUT_MS } as const;

function unsent(result: StepResult | undefined): boolean {
  return result !== undefined && !result.ok && !result.sent;
}

/** @throws the first failure. */
function valuesOf(results: readonly StepResult[]): Reply[] {
  return results.map((result) => {
    if (!result.ok) throw result.error;
    return result.value;
  });
}

function listOf(reply: Reply | undefined): readonly Reply[] {
  return Array.isArray(reply) ? reply : [];
}

function textOf(reply: Reply | undefined): string | undefined {
  return typeof reply === "string" ? reply : Buffer.isBuffer(reply) ? reply.toString("utf8") : undefined;
}

function bytePairsOf(reply: Reply | undefined): [string, Buffer][] {
  const list = listOf(reply);
  const pairs: [string, Buffer][] = [];
  for (let at = 0; at + 1 < list.length; at += 2) {
    const [name, value] = [textOf(list[at]), list[at + 1]];
    if (name !== undefined && Buffer.isBuffer(value)) pairs.push([name, value]);
  }
  return pairs;
}

function pairsOf(reply: Reply | undefined): [string, string][] {
  return bytePairsOf(reply).map(([name, value]) => [name, value.toString("utf8")]);
}
