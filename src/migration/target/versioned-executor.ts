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
import {
  parseDeleteCall,
  parseWriteCall,
  type SentWriteCall,
  type VectorRepository,
} from "../../repository/index.js";
import {
  type Removal,
  VERSIONED_REMOVE,
  VERSIONED_WRITE,
  versionedRemove,
  versionedWrite,
  type WriteVersion,
} from "./versioned-script.js";

/** Counts of the writes and deletes through a versioned repository. */
export interface VersionedCounts {
  inserted: number;
  updated: number;
  /** Ids that were not written because a newer live write or delete exists. */
  readonly gaveWay: string[];
  /** Ids that were not written because the other side has become the active one. */
  readonly sideChanged: string[];
}

/**
 * The target as a repository whose writes and deletes are conditional on versions, see `versioned-script.ts`.
 *
 * @param version - Of all writes and deletes; undefined for writes without conditions.
 * @param records - Records that will be written. The script stores or deletes the `extra` of each together with its element.
 * @returns the repository, and counts that grow with every write and delete.
 */
export function versionedTarget(
  target: VectorRepository,
  version: WriteVersion | undefined,
  records: readonly { readonly id: string; readonly extra?: string }[],
): { repository: VectorRepository; counts: Readonly<VersionedCounts> } {
  const extras = new Map(records.map(({ id, extra }) => [id, extra]));
  const counts: VersionedCounts = { inserted: 0, updated: 0, gaveWay: [], sideChanged: [] };
  const repository = target.through(
    (executor) => new VersionedExecutor(executor, { version, extras }, counts),
  );
  return { repository, counts };
}

/**
 * Sends the writes and deletes of a repository as calls of the versioned scripts, and everything else unchanged. It relies
 * on a repository never mixing writes and deletes in one pipeline. The repository sees a refused step as a successful one;
 * `counts` tells them apart.
 */
class VersionedExecutor implements Executor {
  constructor(
    private readonly inner: Executor,
    private readonly conditions: {
      readonly version: WriteVersion | undefined;
      readonly extras: ReadonlyMap<string, string | undefined>;
    },
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
    const deletes = steps.flatMap(deletesOf);
    if (deletes.length > 0) return this.#remove(deletes, steps, options);
    if (steps.some((step) => "transaction" in step && names(step).includes("VADD")))
      return steps.map((): StepResult => ({ ok: false, error: needsScripts(), sent: false }));
    return this.inner.pipeline(steps, options);
  }

  /** If the server does not know the script, the result says so, and the repository sends the call again with the text. */
  async #write(writes: readonly SentWriteCall[], options: SendOptions | undefined): Promise<StepResult[]> {
    const results = await this.inner.pipeline(
      writes.map((write) => {
        const call = versionedWrite(write, this.conditions);
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
        return this.#isRefused(elements[number]!.id, reply) ? 1 : reply;
      });
      return { ok: true, value: replies };
    });
  }

  /** Answers each step as the server would: a transaction with the replies of its commands, a script with one. */
  async #remove(
    deletes: readonly Removal[],
    steps: readonly (Command | Transaction)[],
    options: SendOptions | undefined,
  ): Promise<StepResult[]> {
    const calls = deletes.map((removal) => versionedRemove(removal, this.conditions));
    const results = await VERSIONED_REMOVE.runEach(this.inner, calls, options);
    return results.map((result, place) => {
      if (!result.ok) return result;
      const removed = !this.#isRefused(deletes[place]!.id, result.value) && result.value === 1;
      return { ok: true, value: "transaction" in steps[place]! ? [removed, null] : Number(removed) };
    });
  }

  /** Whether the script refused the write or delete. Counts the refusal. */
  #isRefused(id: string, reply: Reply): boolean {
    const word = Array.isArray(reply) ? reply[0] : undefined;
    if (word === "older") this.counts.gaveWay.push(id);
    if (word === "side") this.counts.sideChanged.push(id);
    return word === "older" || word === "side";
  }
}

/** What a step deletes. Empty if the step writes. */
function deletesOf(step: Command | Transaction): Removal[] {
  if (!("transaction" in step)) return [parseDeleteCall(step) ?? []].flat();
  const vrem = names(step).includes("VADD") ? undefined : step.transaction.find(([name]) => name === "VREM");
  return vrem === undefined
    ? []
    : [{ id: String(vrem[2]), vectorsKey: String(vrem[1]), wordsKey: undefined }];
}

function names({ transaction }: Transaction): string[] {
  return transaction.map(([name]) => String(name));
}

/** The repository fell back to transactions, which cannot compare versions. */
function needsScripts(): OctavecError {
  return new OctavecError(
    "NOT_AUTHORIZED",
    "A migration needs scripts, which this Redis user may not run: allow +evalsha and +eval.",
  );
}
