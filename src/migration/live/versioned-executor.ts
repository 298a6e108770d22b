import { OctavecError } from "../../errors/index.js";
import type {
  Capabilities,
  Command,
  Executor,
  Reply,
  SendOptions,
  StepResult,
  Transaction,
} from "../../executor.js";
import { parseWriteCall, type SentWriteCall } from "../../repository/index.js";
import type { MigrationKeys } from "../migration-keys.js";
import {
  type Side,
  VERSIONED_REMOVE,
  VERSIONED_WRITE,
  type VersionCondition,
  versionedRemove,
  versionedWrite,
} from "./versioned-script.js";

/** What the writes through a {@link VersionedExecutor} came to. */
export interface VersionedCounts {
  inserted: number;
  updated: number;
  /** Ids of which something newer was known. */
  readonly gaveWay: string[];
  /** Ids that were left alone because the side that decides is another one by now. */
  readonly otherSide: string[];
}

export interface WriteContext {
  /** The side that the writer takes for the one that decides. */
  readonly side: Side;
  /** Undefined: of a backfill. */
  readonly version?: number | undefined;
  /** Entries of the pending stream that the writes settle, by id. */
  readonly entries?: ReadonlyMap<string, string> | undefined;
  /** JSON text to keep beside an element, by id; an element without gets none. */
  readonly extras?: ReadonlyMap<string, string> | undefined;
}

/**
 * Carries a repository's writes and deletes out as versioned steps (see `versioned-script.ts`); everything else passes through.
 * A repository sends pipelines of one kind. To it a step that gave way looks like one that was done; `counts` tells them apart.
 */
export class VersionedExecutor implements Executor {
  constructor(
    private readonly inner: Executor,
    private readonly keys: MigrationKeys,
    private readonly context: WriteContext,
    /** Added to. */
    private readonly counts: VersionedCounts,
  ) {}

  get capabilities(): Capabilities {
    return this.inner.capabilities;
  }

  send(command: Command, options?: SendOptions): Promise<Reply> {
    return this.inner.send(command, options);
  }

  async pipeline(steps: readonly (Command | Transaction)[], options?: SendOptions): Promise<StepResult[]> {
    const writes = steps.flatMap((step) => ("transaction" in step ? [] : (parseWriteCall(step) ?? [])));
    if (writes.length > 0) return this.#write(writes, options);
    const deletes = steps.flatMap((step) => ("transaction" in step ? deletesOf(step) : []));
    if (deletes.length > 0) return this.#remove(deletes, options);
    if (steps.some((step) => "transaction" in step && names(step).includes("VADD")))
      return steps.map((): StepResult => ({ ok: false, error: needsScripts(), sent: false }));
    return this.inner.pipeline(steps, options);
  }

  /** When the server does not know the script, the repository sends the same calls again with the script's text. */
  async #write(writes: readonly SentWriteCall[], options: SendOptions | undefined): Promise<StepResult[]> {
    const { side } = this.context;
    const results = await this.inner.pipeline(
      writes.map((write) => {
        const call = versionedWrite(this.keys, side, write, (id) => this.#conditionOf(id));
        return write.byHash ? VERSIONED_WRITE.byHash(call) : VERSIONED_WRITE.byText(call);
      }),
      options,
    );
    return results.map((result, place) => {
      const { elements } = writes[place]!;
      if (!result.ok || !Array.isArray(result.value) || typeof result.value[0] === "string") return result;
      const replies = result.value.map((reply, number) => {
        if (reply === 1) this.counts.inserted++;
        if (reply === 0) this.counts.updated++;
        return this.#gaveWay(elements[number]!.id, reply) ? 1 : reply;
      });
      return { ok: true, value: replies };
    });
  }

  async #remove(ids: readonly string[], options: SendOptions | undefined): Promise<StepResult[]> {
    const calls = ids.map((id) => versionedRemove(this.keys, this.context.side, this.#conditionOf(id)));
    const results = await VERSIONED_REMOVE.runEach(this.inner, calls, options);
    return results.map((result, place) => {
      if (!result.ok) return result;
      const removed = !this.#gaveWay(ids[place]!, result.value) && result.value === 1;
      return { ok: true, value: [removed, null] };
    });
  }

  #conditionOf(id: string): VersionCondition {
    const { version, entries, extras } = this.context;
    return { id, version, entry: entries?.get(id), extra: extras?.get(id) };
  }

  /** Whether the condition kept the step from being done; counts it then. */
  #gaveWay(id: string, reply: Reply): boolean {
    const word = Array.isArray(reply) ? reply[0] : undefined;
    if (word === "older") this.counts.gaveWay.push(id);
    if (word === "side") this.counts.otherSide.push(id);
    return word === "older" || word === "side";
  }
}

/** The id that a transaction deletes. */
function deletesOf(step: Transaction): string[] {
  const vrem = names(step).includes("VADD") ? undefined : step.transaction.find(([name]) => name === "VREM");
  return vrem === undefined ? [] : [String(vrem[2])];
}

function names({ transaction }: Transaction): string[] {
  return transaction.map(([name]) => String(name));
}

/** The repository fell back to transactions, which know nothing of versions. */
function needsScripts(): OctavecError {
  return new OctavecError(
    "NOT_AUTHORIZED",
    "A migration writes by scripts, which this Redis user may not run: allow +evalsha and +eval.",
  );
}
