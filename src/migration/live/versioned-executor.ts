import type {
  Capabilities,
  Command,
  Executor,
  Reply,
  SendOptions,
  StepResult,
  Transaction,
} from "../../executor.js";
import type { MigrationKeys } from "../migration-keys.js";
import { encodeVersionedStep, type Side, type VersionedStep } from "./versioned-script.js";

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
 * To the repository a step that gave way looks like one that was done; `counts` tells them apart.
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
    const versioned = steps.map((step) => this.#versionedStep(step));
    const send = (places: readonly number[], byHash: boolean) =>
      this.inner.pipeline(
        places.map((place) => {
          const step = versioned[place];
          return step === undefined ? steps[place]! : encodeVersionedStep(this.keys, step, byHash);
        }),
        options,
      );
    const results = await send([...steps.keys()], true);
    const unknown = results.flatMap((result, place) => (isUnknownScript(result) ? [place] : []));
    if (unknown.length > 0) {
      const again = await send(unknown, false);
      for (const [index, place] of unknown.entries()) results[place] = again[index]!;
    }
    return results.map((result, place) => {
      const [step, own] = [steps[place]!, versioned[place]];
      return own === undefined || !result.ok
        ? result
        : { ok: true, value: this.#settle(own, step, result.value) };
    });
  }

  /** Undefined for what neither writes nor deletes an element. */
  #versionedStep(step: Command | Transaction): VersionedStep | undefined {
    const given = "transaction" in step ? step.transaction : [step];
    const vadd = given.find(([name]) => name === "VADD");
    const id = vadd?.[ELEMENT_OF_VADD] ?? given.find(([name]) => name === "VREM")?.[ELEMENT_OF_VREM];
    if (id === undefined) return undefined;
    const name = String(id);
    const { side, version, entries, extras } = this.context;
    const extra = vadd === undefined ? undefined : extras?.get(name);
    const commands: Command[] = [
      ["VREM", this.keys.vectors, name],
      ...given.filter(([word]) => word !== "VREM"),
      extra === undefined ? ["HDEL", this.keys.extra, name] : ["HSET", this.keys.extra, name, extra],
    ];
    return { id: name, version, entry: entries?.get(name), side, commands };
  }

  /** Counts, and answers what the repository expects of the step that it sent. */
  #settle({ id }: VersionedStep, step: Command | Transaction, reply: Reply): Reply {
    const given = "transaction" in step ? step.transaction : [step];
    const removed = Array.isArray(reply) ? Number(reply[0]) === 1 : false;
    const isWrite = given.some(([name]) => name === "VADD");
    if (reply === null) this.counts.gaveWay.push(id);
    else if (!Array.isArray(reply)) this.counts.otherSide.push(id);
    else if (isWrite && removed) this.counts.updated++;
    else if (isWrite) this.counts.inserted++;
    const replies = given.map(([name]) => (name === "VREM" ? removed : name === "VADD" ? true : null));
    return "transaction" in step ? replies : replies[0]!;
  }
}

/** `VADD key FP32 blob element …`, `VREM key element`. */
const ELEMENT_OF_VADD = 4;
const ELEMENT_OF_VREM = 2;

/** The server was restarted, or its scripts were flushed. */
function isUnknownScript(result: StepResult): boolean {
  return !result.ok && result.error.details.reply === "NOSCRIPT";
}
