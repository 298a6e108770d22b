import { abortAfter } from "../../async/index.js";
import type { VectorClient } from "../../client.js";
import { OctavecError } from "../../errors/index.js";
import type { LiveEvent, ResolvedLiveTuning } from "../../options/index.js";
import type { UpsertReport, VectorRepository } from "../../repository/index.js";
import { createCollectionSource } from "../source/collection-source.js";
import type { MigrationRecord, MigrationSource } from "../source/source.js";
import { vectorRecords } from "../source/target-record.js";
import { type MigrationKeys, migrationKeys } from "../target/migration-keys.js";
import { nextVersion } from "../target/next-version.js";
import { readBeside } from "../target/read-beside.js";
import { type VersionedCounts, versionedTarget } from "../target/versioned-executor.js";
import type { Side, WriteVersion } from "../target/versioned-script.js";
import type { LivePort } from "./live-port.js";
import { PendingIds } from "./pending-ids.js";

/** Both sides of a migration. */
export interface LiveSides {
  /** The new side's server, which also stores versions, pending ids and the alias. */
  readonly client: Pick<VectorClient, "executor">;
  /** The new side, opened with `client`. */
  readonly target: VectorRepository;
  readonly old: LivePort;
}

/** An id that other processes keep writing is copied at most this many times in one sync. */
const MAX_ATTEMPTS = 20;

/**
 * Copies records from the active side to the other one.
 *
 * Old to new: a process takes the next version after the old side was written. Then it reads the old side and writes the new
 * one, unless the new side has a higher version already. The process with the highest version read the old side after all
 * others had written it. So both sides end equal, whatever the order of the processes.
 *
 * New to old: versions change in the same step as the data of the new side. A process reads the version, then the record,
 * writes the old side, and reads the version again. If the version has changed, it repeats this. The last process that writes
 * the old side has seen no change in between, so both sides end equal.
 */
export class Mirror {
  readonly keys: MigrationKeys;
  readonly pending: PendingIds;
  readonly #source: MigrationSource;

  constructor(
    private readonly sides: LiveSides,
    private readonly tuning: Pick<ResolvedLiveTuning, "mirrorTimeoutMs" | "onEvent">,
  ) {
    this.keys = migrationKeys(sides.target);
    this.pending = new PendingIds(sides.client.executor, this.keys.pending);
    this.#source = createCollectionSource(sides.client, sides.target);
  }

  /** Copies these ids from the active side `from` to the other one. Removes their `entries` from the pending stream. */
  async sync(from: Side, ids: readonly string[], entries: ReadonlyMap<string, string>): Promise<void> {
    await (from === "old" ? this.#syncToNew(ids, entries) : this.syncToOld(ids, entries));
  }

  /**
   * Writes the new side while it is active.
   *
   * @returns the version of the write, and the ids that a newer write has overtaken. Null if a switch began meanwhile; the write
   * must then be repeated on the side that is active.
   */
  async writeNew(
    records: readonly MigrationRecord[],
    deleted: readonly string[],
  ): Promise<{ version: string; gaveWay: ReadonlySet<string> } | null> {
    const version = await this.#nextVersion("new");
    if (version === null) return null;
    const { counts, failures } = await this.#write(records, deleted, { kind: "live", version });
    if (counts.sideChanged.length > 0) return null;
    const [failure] = failures;
    if (failure !== undefined) throw failure.error;
    return { version: String(version), gaveWay: new Set(counts.gaveWay) };
  }

  /** The versions of the ids; null for an id without a live write. */
  versions(ids: readonly string[]): Promise<(string | null)[]> {
    const { client, target } = this.sides;
    const asked = { hash: "versions", ids } as const;
    return readBeside(client.executor, target, asked, { timeoutMs: this.tuning.mirrorTimeoutMs });
  }

  /** Copies these ids from the new side to the old one, as described above. */
  async syncToOld(ids: readonly string[], entries: ReadonlyMap<string, string>): Promise<void> {
    const { old } = this.sides;
    let remaining = [...new Set(ids)];
    for (let attempt = 0; remaining.length > 0; attempt++) {
      if (attempt === MAX_ATTEMPTS) throw changedTooOften(remaining.length);
      const before = await this.versions(remaining);
      await abortAfter(this.tuning.mirrorTimeoutMs, async (signal) => {
        const found = await this.#source.fetch(remaining, { signal });
        const present = found.filter((record) => record !== null);
        const absent = remaining.filter((_, place) => found[place] === null);
        if (present.length > 0) await old.upsert(present, { signal });
        if (absent.length > 0) await old.delete(absent, { signal });
      });
      const after = await this.versions(remaining);
      const unchanged = remaining.filter((_, place) => after[place] === before[place]);
      await this.removePending(unchanged, entries);
      remaining = remaining.filter((_, place) => after[place] !== before[place]);
    }
  }

  /** Removes the entries of these ids from the pending stream. */
  async removePending(ids: readonly string[], entries: ReadonlyMap<string, string>): Promise<void> {
    const done = ids.flatMap((id) => entries.get(id) ?? []);
    await this.pending.remove(done, this.tuning.mirrorTimeoutMs);
  }

  emit(event: LiveEvent): void {
    try {
      this.tuning.onEvent?.(event);
    } catch {
      // An error of the listener must not disturb live traffic.
    }
  }

  async #syncToNew(ids: readonly string[], entries: ReadonlyMap<string, string>): Promise<void> {
    const { old } = this.sides;
    const version = await this.#nextVersion("old");
    if (version === null) throw sideChanged();
    const found = await abortAfter(this.tuning.mirrorTimeoutMs, (signal) => old.fetch(ids, { signal }));
    const present = found.filter((record) => record !== null);
    const absent = ids.filter((_, place) => (found[place] ?? null) === null);
    const live: WriteVersion = { kind: "live", version };
    const { counts, failures } = await this.#write(present, absent, live);
    if (counts.sideChanged.length > 0) throw sideChanged();
    // A record that the new side cannot store is deleted there, so that the new side never returns an older state of it.
    const refused = failures.flatMap(({ id }) => (id === undefined ? [] : [id]));
    if (refused.length > 0) {
      const removed = await this.#write([], refused, live);
      if (removed.counts.sideChanged.length > 0) throw sideChanged();
    }
    // After the write and not in one step with it, because the stream may be in another slot. An entry that stays because the
    // process dies here is replayed, which is harmless: a replay copies the id as it is then, with a version of its own.
    await this.removePending(ids, entries);
    for (const { id, error } of failures) this.emit({ kind: "rejected", id: id ?? "", error });
  }

  async #write(
    records: readonly MigrationRecord[],
    deleted: readonly string[],
    live: WriteVersion,
  ): Promise<{ counts: Readonly<VersionedCounts>; failures: UpsertReport["failures"] }> {
    const { repository, counts } = versionedTarget(this.sides.target, live, records);
    const { mirrorTimeoutMs: timeoutMs } = this.tuning;
    let failures: UpsertReport["failures"] = [];
    if (records.length > 0) {
      const report = await abortAfter(timeoutMs, (signal) =>
        repository.upsertMany(vectorRecords(records), { onInvalid: "report", signal }),
      );
      failures = report.failures;
    }
    if (deleted.length > 0) await repository.delete(deleted, { timeoutMs });
    return { counts, failures };
  }

  #nextVersion(side: Side): Promise<number | null> {
    const { mirrorTimeoutMs: timeoutMs } = this.tuning;
    return nextVersion(this.sides.client.executor, this.keys, side, { timeoutMs });
  }
}

/** The ids stay in the pending stream. The next replay reads the alias again. */
function sideChanged(): OctavecError {
  return new OctavecError(
    "MIGRATION_CONFLICT",
    "The alias was switched during the write; the ids wait for the next replay.",
  );
}

function changedTooOften(count: number): OctavecError {
  return new OctavecError(
    "MIGRATION_INCOMPLETE",
    `${count} ids changed during each of ${MAX_ATTEMPTS} attempts to copy them to the old side; they wait for the next replay.`,
  );
}
