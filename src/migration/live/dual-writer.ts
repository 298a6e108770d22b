import { setTimeout as sleep } from "node:timers/promises";
import { abortAfter } from "../../async/index.js";
import { OctavecError } from "../../errors/index.js";
import { type LiveTuning, liveSchema, parseOptions, type ResolvedLiveTuning } from "../../options/index.js";
import type { MigrationRecord } from "../source/source.js";
import type { Side } from "../target/versioned-script.js";
import { AliasReader, type AliasState } from "./alias-reader.js";
import type { LivePort } from "./live-port.js";
import { type LiveSides, Mirror } from "./mirror.js";
import { Replayer } from "./replayer.js";
import { Spool } from "./spool.js";

export interface DualWriterOptions extends LiveSides, LiveTuning {}

/** Longest time that a write waits for a switch of the alias. The lock of a switch whose process died expires sooner. */
const MAX_SWITCH_MS = 120_000;

/** Spooled ids replayed at a time. */
const SPOOL_CHUNK_SIZE = 100;

/** The pending entries of a write, or the error if they could not be added. */
interface Registration {
  readonly entries: ReadonlyMap<string, string>;
  readonly failure?: { readonly error: unknown };
}

/** A write whose ids are registered as pending. */
interface BegunWrite {
  /** The active side. */
  readonly side: Side;
  readonly entries: ReadonlyMap<string, string>;
  /** Call this when the write has ended, successfully or not. */
  readonly release: () => void;
}

/**
 * Writes both sides of a migration. The active side (the old one until the cutover) is written first, and the caller gets its
 * errors. A write that fails on the other side waits in Redis and is replayed in order.
 *
 * Before a write begins, its ids are added to a stream in the new side's Redis. They are removed when both sides have the
 * write. So if a process dies in between, another process finishes its write. While that Redis cannot be reached, the ids are
 * kept in this process and in `spoolFile`.
 *
 * All processes must write through this class from before the backfill until the alias is no longer needed. Writes replace
 * whole records; there is no partial update.
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
  /** Spooled ids that are being written now, with the number of such writes. A replay skips them, because it would come too early. */
  readonly #writing = new Map<string, number>();
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

  /** The active side, as read at most `aliasMaxAgeMs` ago. */
  async side(): Promise<Side> {
    return (await this.#alias.current()).side;
  }

  /**
   * Writes one or several records. If two have the same id, the later one is written. Resolves when the active side has the
   * records and the other side has been tried once.
   */
  async upsert(
    records: MigrationRecord | readonly MigrationRecord[],
    options: { signal?: AbortSignal } = {},
  ) {
    const given: readonly MigrationRecord[] = isList(records) ? records : [records];
    const unique = [...new Map(given.map((record) => [record.id, record])).values()];
    await this.#write(unique, [], options.signal);
  }

  /** Ids that do not exist are no error. */
  async delete(ids: string | readonly string[], options: { signal?: AbortSignal } = {}): Promise<void> {
    await this.#write([], [...new Set(isList(ids) ? ids : [ids])], options.signal);
  }

  /** Copies ids from the active side to the other one, for example ids that a verification found to differ. */
  async resync(ids: readonly string[]): Promise<void> {
    const { side, entries, release } = await this.#begin(ids);
    try {
      await this.#mirror.sync(side, ids, entries);
    } finally {
      release();
    }
  }

  /** Number of ids that have not reached both sides: `pending` in Redis, from all processes, and `spooled` in this process. */
  async waiting(): Promise<{ pending: number; spooled: number }> {
    return { pending: await this.#mirror.pending.count(), spooled: this.#spool.size };
  }

  /** Stops the replay in this process. Other processes, or the next start, replay the ids that are pending in Redis. */
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
        return this.#tryOtherSide(ids, () => this.#copyToOld(records, deleted, begun.entries, written));
      }
      // A switch began during the write. If it changed the alias, the write goes to the old side first.
      await this.#alias.refresh();
    }
  }

  async #writeOld(
    records: readonly MigrationRecord[],
    deleted: readonly string[],
    { entries, release }: BegunWrite,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const ids = [...records.map(({ id }) => id), ...deleted];
    try {
      if (records.length > 0) await this.#old.upsert(records, { signal });
      if (deleted.length > 0) await this.#old.delete(deleted, { signal });
      await this.#tryOtherSide(ids, () => this.#mirror.sync("old", ids, entries));
    } finally {
      release();
    }
  }

  /** Writes the records as the caller gave them, because records read back from the new side are quantized. */
  async #copyToOld(
    records: readonly MigrationRecord[],
    deleted: readonly string[],
    entries: ReadonlyMap<string, string>,
    { version, gaveWay }: { version: string; gaveWay: ReadonlySet<string> },
  ): Promise<void> {
    const kept = records.filter(({ id }) => !gaveWay.has(id));
    const keptDeletes = deleted.filter((id) => !gaveWay.has(id));
    await abortAfter(this.#tuning.mirrorTimeoutMs, async (signal) => {
      if (kept.length > 0) await this.#old.upsert(kept, { signal });
      if (keptDeletes.length > 0) await this.#old.delete(keptDeletes, { signal });
    });
    const ids = [...kept.map(({ id }) => id), ...keptDeletes];
    // The newer write that has overtaken an id has a pending entry of its own.
    await this.#mirror.removePending([...gaveWay], entries);
    if (ids.length === 0) return;
    const versions = await this.#mirror.versions(ids);
    const unchanged = ids.filter((_, place) => versions[place] === version);
    await this.#mirror.removePending(unchanged, entries);
    const overtaken = ids.filter((_, place) => versions[place] !== version);
    await this.#mirror.syncToOld(overtaken, entries);
  }

  /** Runs the write of the other side. If it fails, the ids stay pending, and the caller gets no error. */
  async #tryOtherSide(ids: readonly string[], write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      this.#mirror.emit({ kind: "mirror-failed", ids, error });
    }
  }

  /** Registers the ids as pending, then checks that no switch is in progress. This order lets a switch wait for every registered id. */
  async #begin(ids: readonly string[]): Promise<BegunWrite> {
    const deadline = performance.now() + MAX_SWITCH_MS;
    for (;;) {
      let state = await this.#alias.current();
      while (state.switching) state = await this.#waitForSwitch(deadline);
      const registration = await this.#register(ids);
      state = await this.#alias.current();
      if (!state.switching) return this.#beginRegistered(ids, registration, state.side);
      // Entries that cannot be removed are replayed later, which is harmless.
      await this.#mirror.removePending(ids, registration.entries).catch(() => {});
    }
  }

  async #waitForSwitch(deadline: number): Promise<AliasState> {
    if (performance.now() > deadline) {
      throw new OctavecError("TIMEOUT", `The switch of the alias has not ended within ${MAX_SWITCH_MS} ms.`);
    }
    await sleep(Math.min(25, this.#tuning.aliasMaxAgeMs));
    return this.#alias.refresh();
  }

  async #register(ids: readonly string[]): Promise<Registration> {
    try {
      return { entries: await this.#mirror.pending.add(ids, this.#tuning.mirrorTimeoutMs) };
    } catch (error) {
      return { entries: new Map(), failure: { error } };
    }
  }

  /** Spools the ids if Redis could not register them. @throws the error of Redis if the new side is active. */
  #beginRegistered(ids: readonly string[], { entries, failure }: Registration, side: Side): BegunWrite {
    if (failure === undefined) return { side, entries, release: () => {} };
    if (side === "new") throw failure.error;
    const lost = this.#spool.add(ids);
    for (const id of ids) this.#writing.set(id, (this.#writing.get(id) ?? 0) + 1);
    const release = () => {
      for (const id of ids) {
        const left = (this.#writing.get(id) ?? 1) - 1;
        if (left === 0) this.#writing.delete(id);
        else this.#writing.set(id, left);
      }
    };
    this.#mirror.emit({ kind: "spooled", ids, error: failure.error });
    if (lost.length > 0) this.#mirror.emit({ kind: "lost", ids: lost });
    return { side, entries, release };
  }

  /** Never rejects. */
  async #replay(minAgeMs: number): Promise<void> {
    try {
      const { side, switching } = await this.#alias.refresh();
      if (switching) return;
      await this.#replaySpool(side);
      await this.#replayer.replay(side, minAgeMs);
    } catch (error) {
      this.#mirror.emit({ kind: "mirror-failed", ids: [], error });
    }
  }

  async #replaySpool(side: Side): Promise<void> {
    for (let spooled = this.#spooledChunk(); spooled.size > 0; ) {
      const ids = [...spooled.keys()];
      await (side === "old" ? this.#syncSpooled(spooled) : this.#repeatSpooledWrites(spooled));
      this.#mirror.emit({ kind: "replayed", count: ids.length });
      const next = this.#spooledChunk();
      // Ids that were spooled again during the replay wait for the next one.
      if (ids.some((id) => next.has(id))) return;
      spooled = next;
    }
  }

  #spooledChunk(): ReadonlyMap<string, number> {
    return this.#spool.first(SPOOL_CHUNK_SIZE, (id) => !this.#writing.has(id));
  }

  async #syncSpooled(spooled: ReadonlyMap<string, number>): Promise<void> {
    const ids = [...spooled.keys()];
    const entries = await this.#mirror.pending.add(ids, this.#tuning.mirrorTimeoutMs);
    // The ids are registered in Redis now.
    this.#spool.remove(spooled);
    await this.#mirror.sync("old", ids, entries);
  }

  /**
   * Repeats the writes that this process made on the old side while it could not reach the new side's Redis. The alias was
   * switched in that time, so they are missing on the side that is active now.
   */
  async #repeatSpooledWrites(spooled: ReadonlyMap<string, number>): Promise<void> {
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
