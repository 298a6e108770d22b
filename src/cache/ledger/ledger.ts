import type { Executor, Reply, SendOptions } from "../../executor.js";
import type { ResolvedLedgerSettings } from "../../options/index.js";
import { Script } from "../../script.js";
import type { CacheKeys } from "../cache-keys.js";
import type { CacheObserver, EmbedEvent, LookupEvent, StoreEvent, VerdictEvent } from "../cache-observer.js";
import { FLUSH_LEDGER, READ_LEDGER } from "../script/index.js";
import {
  countEmbedding,
  countGuards,
  countLookup,
  countSimilarity,
  countStore,
  countVerdict,
} from "./count-event.js";
import { Counters } from "./counters.js";

const flushScript = new Script(FLUSH_LEDGER, { readOnly: false });
// Not `readOnly`: a replica may not have the latest batch yet, which would then be missing from the sums.
const readScript = new Script(READ_LEDGER, { readOnly: false });

const FLUSH_TIMEOUT_MS = 1_000;
/** How long Redis remembers an instance's latest batch: far longer than a batch is ever sent again. */
const MARK_SECONDS = 86_400;

/** Counts on their way to Redis. Sent again with the same number until Redis has acknowledged them. */
interface Batch {
  readonly number: number;
  readonly counts: ReadonlyMap<string, number>;
}

/** What Redis has, with what this instance has not handed over yet. */
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
  readonly settings: ResolvedLedgerSettings;
  /** Categories that are counted apart. */
  readonly categories: Iterable<string>;
}

/**
 * Counts in memory what happens, and hands the counts over to Redis in batches: every `flushIntervalMs` while there is
 * something to hand over, and at the end. A batch is added once, however often it is sent: when it is unknown whether
 * Redis got it, it goes again under the same number, and what was counted since waits for the next.
 */
export class Ledger implements CacheObserver {
  readonly #parts: LedgerParts;
  readonly #accounts: ReadonlyMap<string, string>;
  readonly #counters = new Counters();
  #batch: Batch | undefined;
  #lastNumber = 0;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;
  #sizes: { entries: number; bytes: number } | undefined;
  /** Handing over and reading take turns, so that no batch arrives between reading and adding what is not in it. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: LedgerParts) {
    this.#parts = parts;
    this.#accounts = new Map([...parts.categories].map((name) => [name, `@${name}`]));
  }

  lookedUp(event: LookupEvent): void {
    const { settings } = this.#parts;
    countLookup(this.#counters, settings, event, "");
    countSimilarity(this.#counters, event);
    countGuards(this.#counters, event);
    const account = this.#accountOf(event.identity?.category);
    if (account !== undefined) countLookup(this.#counters, settings, event, account);
    this.#schedule();
  }

  stored(event: StoreEvent): void {
    countStore(this.#counters, event);
    this.#schedule();
  }

  embedded(event: EmbedEvent): void {
    countEmbedding(this.#counters, this.#parts.settings, event, "");
    const account = this.#accountOf(event.category);
    if (account !== undefined) countEmbedding(this.#counters, this.#parts.settings, event, account);
    this.#schedule();
  }

  judged(event: VerdictEvent): void {
    countVerdict(this.#counters, event);
    this.#schedule();
  }

  /** Takes back what was not handed over yet. */
  cleared(): void {
    this.#counters.clear();
    this.#batch = undefined;
  }

  get settings(): ResolvedLedgerSettings {
    return this.#parts.settings;
  }

  /** Entries and bytes of the tenant as of the latest batch or reading; undefined before the first. */
  get sizes(): { readonly entries: number; readonly bytes: number } | undefined {
    return this.#sizes;
  }

  /** Hands over what was counted. Never rejects: what Redis did not take is kept for the next time. */
  flush(): Promise<void> {
    return this.#inTurn(() => this.#handOver());
  }

  /** @throws what the executor does. */
  read(options: SendOptions): Promise<LedgerReading> {
    return this.#inTurn(() => this.#readNow(options));
  }

  /** Hands over the rest, in a second attempt where the first was in vain; hands over nothing after it. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.flush();
    if (this.#batch !== undefined) await this.flush();
  }

  #accountOf(category: string | undefined): string | undefined {
    return category === undefined ? undefined : this.#accounts.get(category);
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#isClosed) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.flush();
    }, this.#parts.settings.flushIntervalMs);
    this.#timer.unref();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /** The batch whose fate is unknown goes first; then, when Redis answers, what was counted since. */
  async #handOver(): Promise<void> {
    try {
      if (this.#batch !== undefined) await this.#sendBatch(this.#batch);
      const counts = this.#counters.takeWhole();
      if (counts.size > 0) await this.#sendBatch({ number: ++this.#lastNumber, counts });
    } catch {
      this.#schedule();
    }
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
    const [generation, fields, latest, entries, bytes, now] = listOf(reply);
    const counts = new Map<string, number>();
    const add = (name: string, count: number) => counts.set(name, (counts.get(name) ?? 0) + count);
    const flat = listOf(fields);
    for (let index = 0; index < flat.length; index += 2) add(String(flat[index]), Number(flat[index + 1]));
    if (this.#batch !== undefined && this.#batch.number > Number(latest)) {
      for (const [name, count] of this.#batch.counts) add(name, count);
    }
    for (const [name, count] of this.#counters.entries()) add(name, count);
    this.#sizes = { entries: Number(entries), bytes: Number(bytes) };
    return { generation: String(generation), counts, ...this.#sizes, serverNowMs: Number(now) };
  }
}

function listOf(reply: Reply | undefined): readonly Reply[] {
  return Array.isArray(reply) ? reply : [];
}
