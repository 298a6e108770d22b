import { abortAfter } from "../../async/index.js";
import type { VectorClient } from "../../client.js";
import { OctavecError } from "../../errors/index.js";
import type { LiveEvent, ResolvedLiveTuning } from "../../options/index.js";
import { readList } from "../../reply.js";
import type { UpsertReport, VectorRepository } from "../../repository/index.js";
import { type MigrationKeys, migrationKeys } from "../migration-keys.js";
import { createCollectionSource } from "../source/collection-source.js";
import type { MigrationRecord } from "../source/source.js";
import { vectorRecords } from "../target-record.js";
import type { LivePort } from "./live-port.js";
import { PendingIds } from "./pending-ids.js";
import { type VersionedCounts, VersionedExecutor, type WriteContext } from "./versioned-executor.js";
import type { Side } from "./versioned-script.js";

/** Both sides of a migration and how they are reached. */
export interface LiveSides {
  /** The new side's server, which keeps versions, waiting ids and the alias. */
  readonly client: Pick<VectorClient, "executor">;
  /** The new side; made by `client`. */
  readonly target: VectorRepository;
  readonly old: LivePort;
}

/** How often an id is taken up again that others keep writing. */
const ATTEMPTS = 20;

/**
 * Brings ids from the side that decides to the other one.
 *
 * Old to new: a version is drawn after the old side was written, then the old side is read, then the new one is written unless
 * a higher version was there. Whoever has the highest version read after all the others had written, so the new side ends
 * with what the old one ends with, in whatever order several processes come along.
 *
 * New to old: versions change together with the new side's data. The version is read, then the record, the old side is
 * written, and the version is read again; when it has changed, once more. Whoever writes the old side last has seen no change
 * in between, so it ends with what the new one ends with.
 */
export class Mirror {
  readonly keys: MigrationKeys;
  readonly pending: PendingIds;

  constructor(
    private readonly sides: LiveSides,
    private readonly tuning: Pick<ResolvedLiveTuning, "mirrorTimeoutMs" | "onEvent">,
  ) {
    this.keys = migrationKeys(sides.target.key);
    this.pending = new PendingIds(sides.client.executor, this.keys.pending);
  }

  /** Makes the side that does not decide equal for these ids. Settles their entries. */
  async sync(from: Side, ids: readonly string[], entries: ReadonlyMap<string, string>): Promise<void> {
    await (from === "old" ? this.#toNew(ids, entries) : this.toOld(ids, entries));
  }

  /** Writes the new side while it decides. @returns ids that somebody else wrote later; null: the new side no longer decides. */
  async writeNew(
    records: readonly MigrationRecord[],
    deleted: readonly string[],
  ): Promise<{ version: string; gaveWay: ReadonlySet<string> } | null> {
    const version = await this.#nextVersion();
    const { counts, failures } = await this.#write(records, deleted, { side: "new", version });
    if (counts.otherSide.length > 0) return null;
    const [failure] = failures;
    if (failure !== undefined) throw failure.error;
    return { version: String(version), gaveWay: new Set(counts.gaveWay) };
  }

  /** The versions of ids, null where nothing live was written. */
  async versions(ids: readonly string[]): Promise<(string | null)[]> {
    const reply = await this.sides.client.executor.send(["HMGET", this.keys.versions, ...ids], {
      idempotent: true,
      timeoutMs: this.tuning.mirrorTimeoutMs,
    });
    return readList("HMGET", reply).map((version) => (version === null ? null : String(version)));
  }

  /** Settles what the new side has as the old one's, see above. */
  async toOld(ids: readonly string[], entries: ReadonlyMap<string, string>): Promise<void> {
    const { client, target, old } = this.sides;
    const source = createCollectionSource(client, target);
    let open = [...new Set(ids)];
    for (let attempt = 0; open.length > 0; attempt++) {
      if (attempt === ATTEMPTS) throw tooBusy(open.length);
      const before = await this.versions(open);
      await abortAfter(this.tuning.mirrorTimeoutMs, async (signal) => {
        const found = await source.fetch(open, { signal });
        const present = found.filter((record) => record !== null);
        const absent = open.filter((_, place) => found[place] === null);
        if (present.length > 0) await old.upsert(present, { signal });
        if (absent.length > 0) await old.delete(absent, { signal });
      });
      const after = await this.versions(open);
      const settled = open.filter((_, place) => after[place] === before[place]);
      await this.settle(settled, entries);
      open = open.filter((_, place) => after[place] !== before[place]);
    }
  }

  async settle(ids: readonly string[], entries: ReadonlyMap<string, string>): Promise<void> {
    const done = ids.flatMap((id) => entries.get(id) ?? []);
    await this.pending.forget(done, this.tuning.mirrorTimeoutMs);
  }

  tell(event: LiveEvent): void {
    try {
      this.tuning.onEvent?.(event);
    } catch {
      // Whoever listens must not disturb the traffic.
    }
  }

  async #toNew(ids: readonly string[], entries: ReadonlyMap<string, string>): Promise<void> {
    const { old } = this.sides;
    const version = await this.#nextVersion();
    const found = await abortAfter(this.tuning.mirrorTimeoutMs, (signal) => old.fetch(ids, { signal }));
    const present = found.filter((record) => record !== null);
    const absent = ids.filter((_, place) => (found[place] ?? null) === null);
    const context: WriteContext = { side: "old", version, entries };
    const { counts, failures } = await this.#write(present, absent, context);
    if (counts.otherSide.length > 0) throw otherSide();
    // What the new side cannot hold must not be answered with an older state of it.
    const refused = failures.flatMap(({ id }) => (id === undefined ? [] : [id]));
    if (refused.length > 0) await this.#write([], refused, context);
    for (const { id, error } of failures) this.tell({ kind: "rejected", id: id ?? "", error });
  }

  async #write(
    records: readonly MigrationRecord[],
    deleted: readonly string[],
    context: WriteContext,
  ): Promise<{ counts: VersionedCounts; failures: UpsertReport["failures"] }> {
    const extras = new Map(
      records.flatMap(({ id, extra }) => (extra === undefined ? [] : [[id, extra] as const])),
    );
    const counts: VersionedCounts = { inserted: 0, updated: 0, gaveWay: [], otherSide: [] };
    const guarded = this.sides.target.through(
      (executor) => new VersionedExecutor(executor, this.keys, { ...context, extras }, counts),
    );
    const { mirrorTimeoutMs: timeoutMs } = this.tuning;
    let failures: UpsertReport["failures"] = [];
    if (records.length > 0) {
      const report = await abortAfter(timeoutMs, (signal) =>
        guarded.upsertMany(vectorRecords(records), { onInvalid: "report", signal }),
      );
      failures = report.failures;
    }
    if (deleted.length > 0) await guarded.delete(deleted, { timeoutMs });
    return { counts, failures };
  }

  async #nextVersion(): Promise<number> {
    const reply = await this.sides.client.executor.send(["INCR", this.keys.clock], {
      // Twice only leaves one out.
      idempotent: true,
      timeoutMs: this.tuning.mirrorTimeoutMs,
    });
    return Number(reply);
  }
}

/** The ids' notes stand, and whoever replays them next looks which side decides. */
function otherSide(): OctavecError {
  return new OctavecError(
    "MIGRATION_CONFLICT",
    "The alias was switched meanwhile; the ids wait for the next replay.",
  );
}

function tooBusy(count: number): OctavecError {
  return new OctavecError(
    "MIGRATION_INCOMPLETE",
    `${count} ids were written so often meanwhile that they could not be brought to the old side; they wait for the next attempt.`,
  );
}
