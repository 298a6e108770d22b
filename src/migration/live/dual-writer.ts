import { setTimeout as sleep } from "node:timers/promises";
import { abortAfter } from "../../async/index.js";
import { OctavecError } from "../../errors/index.js";
import { type LiveTuning, liveSchema, parseOptions, type ResolvedLiveTuning } from "../../options/index.js";
import type { MigrationRecord } from "../source/source.js";
import { AliasReader, type AliasState } from "./alias-reader.js";
import type { LivePort } from "./live-port.js";
import { type LiveSides, Mirror } from "./mirror.js";
import { Replayer } from "./replayer.js";
import { Spool } from "./spool.js";
import type { Side } from "./versioned-script.js";

export interface DualWriterOptions extends LiveSides, LiveTuning {}

/** Longest that a write waits for a switch of the alias to end. A switch that died ends by itself sooner. */
const LONGEST_SWITCH_MS = 120_000;

/** Spooled ids brought over at a time. */
const SPOOLED_AT_ONCE = 100;

/** The entries of ids in the stream, or why there are none. */
interface Announced {
  readonly entries: ReadonlyMap<string, string>;
  readonly failure?: { readonly error: unknown };
}

/** Ids that were announced, and the side that decides. */
interface Begun {
  readonly side: Side;
  readonly entries: ReadonlyMap<string, string>;
  /** To be called when the write is over, in whatever way. */
  readonly release: () => void;
}

/**
 * Writes both sides of a migration. The side that decides (the old one until the cutover) is written first, and its failure
 * is the caller's; what fails on the other side is not, it waits in Redis and is replayed in order.
 *
 * Before a write is begun its ids are noted in a stream of the new side's Redis, and the note goes when both sides have the
 * write: a process that dies in between loses nothing, any other one makes it good. While that Redis cannot be reached the ids
 * are kept here, and in `spoolFile`.
 *
 * All processes that write must do it through this class before a backfill begins, and until the alias is no longer needed. Whole
 * records are written; there is no partial update.
 */
export class DualWriter {
  readonly #old: LivePort;
  readonly #mirror: Mirror;
  readonly #alias: AliasReader;
  readonly #replayer: Replayer;
  readonly #spool: Spool;
  readonly #tuning: ResolvedLiveTuning;
  readonly #timer: NodeJS.Timeout;
  #replaying: Promise<void> | undefined;
  /** Spooled ids whose write is under way, with the number of such writes: replayed now, they would be brought over too early. */
  readonly #held = new Map<string, number>();
  #isClosed = false;

  /** @throws OctavecError `INVALID_OPTIONS`. */
  constructor(options: DualWriterOptions) {
    const { client, target, old, ...given } = options;
    this.#tuning = parseOptions(liveSchema, given, "live options");
    const { aliasMaxAgeMs, mirrorTimeoutMs, orphanAfterMs, maxSpooled, spoolFile, replayIntervalMs } =
      this.#tuning;
    this.#mirror = new Mirror({ client, target, old }, this.#tuning);
    const { keys } = this.#mirror;
    this.#alias = new AliasReader(client.executor, keys, aliasMaxAgeMs, mirrorTimeoutMs);
    this.#replayer = new Replayer(client.executor, keys, this.#mirror, orphanAfterMs);
    this.#spool = new Spool(maxSpooled, spoolFile);
    this.#old = old;
    this.#timer = setInterval(() => {
      this.#replaying ??= this.#replay(orphanAfterMs).finally(() => {
        this.#replaying = undefined;
      });
    }, replayIntervalMs);
    this.#timer.unref();
  }

  /** The side that answers and decides, at most `aliasMaxAgeMs` behind. */
  async side(): Promise<Side> {
    return (await this.#alias.current()).side;
  }

  /** Writes a record or several; of two with one id the later one. Resolves when the side that decides has them. */
  async upsert(
    records: MigrationRecord | readonly MigrationRecord[],
    options: { signal?: AbortSignal } = {},
  ) {
    const given: readonly MigrationRecord[] = isList(records) ? records : [records];
    const unique = [...new Map(given.map((record) => [record.id, record])).values()];
    await this.#write(unique, [], options.signal);
  }

  /** Deletes; what is not there is passed over. */
  async delete(ids: string | readonly string[], options: { signal?: AbortSignal } = {}): Promise<void> {
    await this.#write([], [...new Set(isList(ids) ? ids : [ids])], options.signal);
  }

  /** Brings ids to the other side whatever it has, for example those that a verification found to differ. */
  async resync(ids: readonly string[]): Promise<void> {
    const { side, entries, release } = await this.#begin(ids);
    try {
      await this.#mirror.sync(side, ids, entries);
    } finally {
      release();
    }
  }

  /** Ids that have not reached both sides: those noted in Redis, by all processes, and those kept in this one. */
  async waiting(): Promise<{ pending: number; spooled: number }> {
    return { pending: await this.#mirror.pending.count(), spooled: this.#spool.size };
  }

  /** Stops replaying. What waits in Redis is left to the others, or to the next start. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#replaying;
  }

  async #write(
    records: readonly MigrationRecord[],
    deleted: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<void> {
    if (this.#isClosed) throw new OctavecError("POOL_CLOSED", "This live collection was closed.");
    const ids = [...records.map(({ id }) => id), ...deleted];
    if (ids.length === 0) return;
    for (;;) {
      signal?.throwIfAborted();
      const begun = await this.#begin(ids);
      if (begun.side === "old") return this.#writeOld(records, deleted, begun, signal);
      const written = await this.#mirror.writeNew(records, deleted);
      if (written !== null) {
        return this.#quietly(ids, () => this.#copyToOld(records, deleted, begun.entries, written));
      }
      // The alias went back meanwhile, and nothing was written.
      await this.#alias.ask();
    }
  }

  async #writeOld(
    records: readonly MigrationRecord[],
    deleted: readonly string[],
    { entries, release }: Begun,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const ids = [...records.map(({ id }) => id), ...deleted];
    try {
      if (records.length > 0) await this.#old.upsert(records, { signal });
      if (deleted.length > 0) await this.#old.delete(deleted, { signal });
      await this.#quietly(ids, () => this.#mirror.sync("old", ids, entries));
    } finally {
      release();
    }
  }

  /** The records as they were given: reading them back from the new side would give what its quantization kept. */
  async #copyToOld(
    records: readonly MigrationRecord[],
    deleted: readonly string[],
    entries: ReadonlyMap<string, string>,
    { version, gaveWay }: { version: string; gaveWay: ReadonlySet<string> },
  ): Promise<void> {
    const own = records.filter(({ id }) => !gaveWay.has(id));
    const gone = deleted.filter((id) => !gaveWay.has(id));
    await abortAfter(this.#tuning.mirrorTimeoutMs, async (signal) => {
      if (own.length > 0) await this.#old.upsert(own, { signal });
      if (gone.length > 0) await this.#old.delete(gone, { signal });
    });
    const ids = [...own.map(({ id }) => id), ...gone];
    // Those that gave way are for whoever wrote later, whose own note stands.
    await this.#mirror.settle([...gaveWay], entries);
    if (ids.length === 0) return;
    const versions = await this.#mirror.versions(ids);
    const settled = ids.filter((_, place) => versions[place] === version);
    await this.#mirror.settle(settled, entries);
    const overtaken = ids.filter((_, place) => versions[place] !== version);
    await this.#mirror.toOld(overtaken, entries);
  }

  /** The other side is not the caller's trouble: its ids wait. */
  async #quietly(ids: readonly string[], work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#mirror.tell({ kind: "mirror-failed", ids, error });
    }
  }

  /** Notes the ids, then makes sure that the alias stands still. In this order, so that a switch can wait for all notes. */
  async #begin(ids: readonly string[]): Promise<Begun> {
    const deadline = performance.now() + LONGEST_SWITCH_MS;
    for (;;) {
      let state = await this.#alias.current();
      while (state.switching) state = await this.#whenSettled(deadline);
      const announced = await this.#announce(ids);
      state = await this.#alias.current();
      if (!state.switching) return this.#noted(ids, announced, state.side);
      // What stays is replayed later, which is harmless.
      await this.#mirror.settle(ids, announced.entries).catch(() => {});
    }
  }

  async #whenSettled(deadline: number): Promise<AliasState> {
    if (performance.now() > deadline) {
      throw new OctavecError("TIMEOUT", `The alias has been switching for ${LONGEST_SWITCH_MS} ms.`);
    }
    await sleep(Math.min(25, this.#tuning.aliasMaxAgeMs));
    return this.#alias.ask();
  }

  async #announce(ids: readonly string[]): Promise<Announced> {
    try {
      return { entries: await this.#mirror.pending.announce(ids, this.#tuning.mirrorTimeoutMs) };
    } catch (error) {
      return { entries: new Map(), failure: { error } };
    }
  }

  /** Ids that Redis could not note are kept here. @throws why it could not, when it is the one that decides. */
  #noted(ids: readonly string[], { entries, failure }: Announced, side: Side): Begun {
    if (failure === undefined) return { side, entries, release: () => {} };
    if (side === "new") throw failure.error;
    const lost = this.#spool.add(ids);
    for (const id of ids) this.#held.set(id, (this.#held.get(id) ?? 0) + 1);
    const release = () => {
      for (const id of ids) {
        const left = (this.#held.get(id) ?? 1) - 1;
        if (left === 0) this.#held.delete(id);
        else this.#held.set(id, left);
      }
    };
    this.#mirror.tell({ kind: "spooled", ids, error: failure.error });
    if (lost.length > 0) this.#mirror.tell({ kind: "lost", ids: lost });
    return { side, entries, release };
  }

  /** Never rejects. */
  async #replay(minAgeMs: number): Promise<void> {
    try {
      const { side, switching } = await this.#alias.ask();
      if (switching) return;
      await this.#replaySpool(side);
      await this.#replayer.replay(side, minAgeMs);
    } catch (error) {
      this.#mirror.tell({ kind: "mirror-failed", ids: [], error });
    }
  }

  async #replaySpool(side: Side): Promise<void> {
    for (let spooled = this.#spooled(); spooled.size > 0; ) {
      const ids = [...spooled.keys()];
      await (side === "old" ? this.#bringSpooled(spooled) : this.#writeSpooled(spooled));
      this.#mirror.tell({ kind: "replayed", count: ids.length });
      const next = this.#spooled();
      // Written again meanwhile: the next round takes them.
      if (ids.some((id) => next.has(id))) return;
      spooled = next;
    }
  }

  #spooled(): ReadonlyMap<string, number> {
    return this.#spool.some(SPOOLED_AT_ONCE, (id) => !this.#held.has(id));
  }

  async #bringSpooled(spooled: ReadonlyMap<string, number>): Promise<void> {
    const ids = [...spooled.keys()];
    const entries = await this.#mirror.pending.announce(ids, this.#tuning.mirrorTimeoutMs);
    // From here on the notes in Redis stand for them.
    this.#spool.remove(spooled);
    await this.#mirror.sync("old", ids, entries);
  }

  /** The old side was written while it decided, the alias was switched without this process: its writes are made anew. */
  async #writeSpooled(spooled: ReadonlyMap<string, number>): Promise<void> {
    const ids = [...spooled.keys()];
    const found = await abortAfter(this.#tuning.mirrorTimeoutMs, (signal) =>
      this.#old.fetch(ids, { signal }),
    );
    const present = found.filter((record) => record !== null);
    const absent = ids.filter((_, place) => (found[place] ?? null) === null);
    await this.#write(present, absent, undefined);
    this.#spool.remove(spooled);
  }
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}
