import { Mutex, Ticker } from "../../async/index.js";
import type { Executor, Reply, SendOptions } from "../../executor.js";
import type { ResolvedPrices } from "../../options/index.js";
import { listOf, replyOf } from "../../reply.js";
import { Script } from "../../script.js";
import type { RemovedEntries } from "../../telemetry/index.js";
import type { CacheObserver, EmbedEvent, LookupEvent, StoreEvent, VerdictEvent } from "../contract/index.js";
import { FLUSH_LEDGER, READ_LEDGER } from "../entries/index.js";
import type { CacheKeys } from "../question/index.js";
import { AnsweredAnew } from "./answered-anew.js";
import {
  countEmbedding,
  countGuards,
  countLookup,
  countRemoved,
  countSimilarity,
  countStore,
  countVerdict,
  kindOf,
} from "./count-event.js";
import { Counters } from "./counters.js";
import { countDuration } from "./lookup-durations.js";

const flushScript = new Script(FLUSH_LEDGER, { readOnly: false });
// Not `readOnly`: a replica may not have the latest batch yet, which would then be missing from the sums.
const readScript = new Script(READ_LEDGER, { readOnly: false });

const FLUSH_TIMEOUT_MS = 1_000;
/** How long Redis remembers an instance's latest batch: far longer than a batch is ever sent again. */
const MARK_SECONDS = 86_400;

/** Counts that are being sent. Sent again with the same number until Redis has acknowledged them. */
interface Batch {
  readonly number: number;
  readonly counts: ReadonlyMap<string, number>;
}

/** The counts in Redis plus those that this instance has not sent yet. */
export interface LedgerReading {
  readonly generation: string;
  readonly counts: ReadonlyMap<string, number>;
  readonly entries: number;
  readonly bytes: number;
  readonly serverNowMs: number;
}

export interface LedgerParts {
  readonly executor: Executor;
  readonly keys: CacheKeys;
  readonly instanceId: string;
  readonly prices: ResolvedPrices;
  /** Milliseconds between two writes to Redis. */
  readonly flushMs: number;
  /** Categories that are counted apart. */
  readonly categories: Iterable<string>;
  /** Called with the reason why a batch could not be sent. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Counts events in memory and sends the counts to Redis in batches: every `flushMs` while there is something to send, and at
 * the end. Redis adds a batch once, however often it is sent: if it is unknown whether Redis got it, it is sent again with the
 * same number, and later counts wait for the next batch.
 */
export class Ledger implements CacheObserver {
  readonly #parts: LedgerParts;
  readonly #categories: ReadonlySet<string>;
  readonly #counters = new Counters();
  readonly #anew = new AnsweredAnew();
  #batch: Batch | undefined;
  #lastNumber = 0;
  readonly #ticker: Ticker;
  #sizes: { entries: number; bytes: number } | undefined;
  readonly #errorCodes = new Map<string, number>();
  /** Sending and reading exclude each other: otherwise a batch could be counted twice, in the reading and as not yet sent. */
  readonly #mutex = new Mutex();

  constructor(parts: LedgerParts) {
    this.#parts = parts;
    this.#categories = new Set(parts.categories);
    const { flushMs: retryMs, onFailure } = parts;
    this.#ticker = new Ticker(() => this.#mutex.run(() => this.#sendCounts()), { retryMs, onFailure });
  }

  lookedUp(event: LookupEvent): void {
    for (const account of this.#accountsOf(event.identity?.category)) {
      countLookup(this.#counters, this.#parts.prices, event, account);
    }
    countSimilarity(this.#counters, event);
    countGuards(this.#counters, event);
    countDuration(this.#counters, event);
    this.#anew.lookedUp(event);
    this.#countErrorCode(event);
    this.#schedule();
  }

  stored(event: StoreEvent): void {
    countStore(this.#counters, event);
    this.#anew.stored(event, this.#counters);
    this.#schedule();
  }

  removed(entries: RemovedEntries): void {
    countRemoved(this.#counters, entries);
    this.#schedule();
  }

  embedded(event: EmbedEvent): void {
    for (const account of this.#accountsOf(event.category)) {
      countEmbedding(this.#counters, this.#parts.prices, event, account);
    }
    this.#schedule();
  }

  judged(event: VerdictEvent): void {
    countVerdict(this.#counters, event);
    this.#schedule();
  }

  /** Drops what was not sent yet. */
  cleared(): void {
    this.#counters.clear();
    this.#anew.clear();
    this.#batch = undefined;
  }

  /** Entries and bytes of the tenant as of the latest batch or reading; undefined before the first. */
  get sizes(): { readonly entries: number; readonly bytes: number } | undefined {
    return this.#sizes;
  }

  /** Look-ups of this cache object that Redis or the embedder did not answer, by error code. */
  get errorsByCode(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#errorCodes);
  }

  /** Sends the counts. Never rejects: counts that could not be sent are kept for the next time. */
  flush(): Promise<void> {
    return this.#ticker.run();
  }

  /** @throws what the executor does. */
  read(options: SendOptions): Promise<LedgerReading> {
    return this.#mutex.run(() => this.#readNow(options));
  }

  /** Sends the remaining counts, tries a second time if that fails, and then stops. */
  async close(): Promise<void> {
    await this.#ticker.stop();
    await this.flush();
    if (this.#batch !== undefined) await this.flush();
  }

  /** Ends of counter names: that of the whole tenant, and that of the category if it is counted apart. */
  #accountsOf(category: string | undefined): string[] {
    return category !== undefined && this.#categories.has(category) ? ["", `@${category}`] : [""];
  }

  #countErrorCode({ result }: LookupEvent): void {
    if (result.hit || kindOf(result.reason) !== "error") return;
    const { errorCode = "unknown" } = result.why;
    this.#errorCodes.set(errorCode, (this.#errorCodes.get(errorCode) ?? 0) + 1);
  }

  #schedule(): void {
    this.#ticker.schedule(this.#parts.flushMs);
  }

  /** The batch whose outcome is unknown goes first; then, when Redis answers, what was counted since. */
  async #sendCounts(): Promise<undefined> {
    if (this.#batch !== undefined) await this.#sendBatch(this.#batch);
    const counts = this.#counters.takeWhole();
    this.#anew.taken();
    if (counts.size > 0) await this.#sendBatch({ number: ++this.#lastNumber, counts });
  }

  async #sendBatch(batch: Batch): Promise<void> {
    this.#batch = batch;
    const { executor, keys, instanceId } = this.#parts;
    const counts = [...batch.counts].flatMap(([name, count]) => [name, String(count)]);
    const reply = await flushScript.run(
      executor,
      keys.generation,
      [instanceId, String(batch.number), String(MARK_SECONDS), ...counts],
      { timeoutMs: FLUSH_TIMEOUT_MS, idempotent: true },
    );
    this.#batch = undefined;
    const [, entries, bytes] = listOf(reply);
    this.#sizes = { entries: Number(entries), bytes: Number(bytes) };
  }

  async #readNow(options: SendOptions): Promise<LedgerReading> {
    const { executor, keys, instanceId } = this.#parts;
    const reply = await readScript.run(executor, keys.generation, [instanceId], {
      ...options,
      idempotent: true,
    });
    const { latest, counts, ...reading } = decodeReading(reply);
    const add = (name: string, count: number) => counts.set(name, (counts.get(name) ?? 0) + count);
    if (this.#batch !== undefined && this.#batch.number > latest) {
      for (const [name, count] of this.#batch.counts) add(name, count);
    }
    for (const [name, count] of this.#counters.entries()) add(name, count);
    this.#sizes = { entries: reading.entries, bytes: reading.bytes };
    return { ...reading, counts };
  }
}

/**
 * What Redis has of the ledgers with these generation keys, in one pipeline.
 *
 * @throws OctavecError the codes of commands.
 */
export async function readLedgers(
  executor: Executor,
  generationKeys: readonly string[],
  options: SendOptions,
): Promise<LedgerReading[]> {
  // No instance: none of its counts are added.
  const calls = generationKeys.map((key) => ({ keys: [key], args: [""] }));
  const results = await readScript.runEach(executor, calls, { ...options, idempotent: true });
  return results.map((result) => decodeReading(replyOf(result, options.signal)));
}

function decodeReading(reply: Reply): Omit<LedgerReading, "counts"> & {
  readonly counts: Map<string, number>;
  /** Number of the instance's latest batch. */
  readonly latest: number;
} {
  const [generation, fields, latest, entries, bytes, now] = listOf(reply);
  const counts = new Map<string, number>();
  const flat = listOf(fields);
  for (let index = 0; index < flat.length; index += 2)
    counts.set(String(flat[index]), Number(flat[index + 1]));
  return {
    generation: String(generation),
    counts,
    entries: Number(entries),
    bytes: Number(bytes),
    serverNowMs: Number(now),
    latest: Number(latest),
  };
}
