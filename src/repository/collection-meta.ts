import { decodeVinfo, encodeVinfo } from "../commands/index.js";
import { OctavecError } from "../errors/index.js";
import type { Executor, Reply, StepResult } from "../executor.js";
import type { ResolvedRepositoryOptions } from "../options/index.js";
import type { CollectionKeys } from "./collection-keys.js";

/** Version of the record's layout. A newer one than this is refused rather than misread. */
const SCHEMA_VERSION = "1";

/** What is fixed once the first element is stored, as the meta hash spells it. */
type Parameters = Readonly<Record<"dimension" | "quantization" | "m" | "truncateFrom", string>>;

/**
 * Compares what a repository was opened with against what the collection was made with, at first use instead of at the
 * first refused write. The first writer records the parameters; a set that another program made is compared by VINFO.
 */
export class CollectionMeta {
  readonly #wanted: Parameters;
  /** True once a comparison has passed: the hot path need not even wait a turn. */
  checked = false;
  #compared: Promise<boolean> | undefined;
  #recorded: Promise<void> | undefined;

  constructor(
    private readonly executor: Executor,
    private readonly keys: CollectionKeys,
    options: ResolvedRepositoryOptions,
  ) {
    this.#wanted = {
      dimension: String(options.dimension),
      quantization: options.quantization,
      m: String(options.m),
      truncateFrom: String(options.truncateFrom ?? ""),
    };
  }

  /**
   * Before a read. One round trip, once (again as long as the collection does not exist or the question failed).
   *
   * @throws OctavecError `COLLECTION_MISMATCH`.
   */
  async beforeRead(): Promise<void> {
    this.#compared ??= this.#compare();
    const found = await this.#compared.catch((error) => {
      this.#compared = undefined;
      throw error;
    });
    this.checked = found;
    if (!found) this.#compared = undefined;
  }

  /** Before a write: the same, and the parameters are recorded if nobody did. @throws OctavecError `COLLECTION_MISMATCH`. */
  async beforeWrite(): Promise<void> {
    this.#recorded ??= this.#record();
    await this.#recorded.catch((error) => {
      this.#recorded = undefined;
      throw error;
    });
  }

  /** The collection was dropped: its parameters may change. */
  forget(): void {
    this.checked = false;
    this.#compared = undefined;
    this.#recorded = undefined;
  }

  /** @returns whether there was anything to compare with. */
  async #compare(): Promise<boolean> {
    const [meta, info] = await this.executor.pipeline(
      [["HGETALL", this.keys.meta], encodeVinfo(this.keys.vectors)],
      {
        readOnly: true,
      },
    );
    const stored = fieldsOf(replyOf(meta));
    if (stored.size > 0) {
      this.#requireSame(stored);
      return true;
    }
    const set = decodeVinfo(replyOf(info));
    if (set === undefined) return false;
    const { dimension, quantization, m } = set;
    this.#requireSame(new Map(Object.entries({ dimension: String(dimension), quantization, m: String(m) })));
    return true;
  }

  async #record(): Promise<void> {
    await this.beforeRead();
    // All fields or none, and the first writer's stand: a second one finds them and compares.
    const fields = Object.entries({ schemaVersion: SCHEMA_VERSION, ...this.#wanted });
    const [created] = await this.executor.pipeline([
      {
        transaction: [
          ...fields.map(([field, value]) => ["HSETNX", this.keys.meta, field, value]),
          ["HGETALL", this.keys.meta],
        ],
      },
    ]);
    const replies = replyOf(created);
    this.#requireSame(fieldsOf(Array.isArray(replies) ? replies.at(-1) : null));
  }

  #requireSame(stored: ReadonlyMap<string, string>): void {
    const version = stored.get("schemaVersion");
    if (version !== undefined && version !== SCHEMA_VERSION) {
      throw new OctavecError(
        "COLLECTION_MISMATCH",
        `The collection's record ${this.keys.meta} has layout ${version}, this version of octavec knows ${SCHEMA_VERSION}: update octavec.`,
      );
    }
    const differing = Object.entries(this.#wanted).filter(
      ([field, value]) => stored.has(field) && stored.get(field) !== value,
    );
    if (differing.length === 0) return;
    const list = differing.map(
      ([field, value]) => `${field} is ${show(stored.get(field))}, asked for ${show(value)}`,
    );
    throw new OctavecError(
      "COLLECTION_MISMATCH",
      `The collection ${this.keys.vectors} was made with other parameters: ${list.join("; ")}. ` +
        "Open it with the same ones, use another collection name, or drop() it first.",
      { details: { differing: differing.map(([field]) => field) } },
    );
  }
}

function show(value: string | undefined): string {
  return value === undefined || value === "" ? "not set" : value;
}

function replyOf(result: StepResult | undefined): Reply {
  if (result === undefined) return null;
  if (!result.ok) throw result.error;
  return result.value;
}

function fieldsOf(reply: Reply | undefined): Map<string, string> {
  const fields = new Map<string, string>();
  if (!Array.isArray(reply)) return fields;
  for (let index = 0; index + 1 < reply.length; index += 2)
    fields.set(String(reply[index]), String(reply[index + 1]));
  return fields;
}
