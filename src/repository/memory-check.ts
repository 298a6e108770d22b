import { decodeVismember, encodeVismember } from "../commands/index.js";
import { isOctavecError, OctavecError } from "../errors/index.js";
import type { Executor } from "../executor.js";
import type { OperationOptions } from "../options/index.js";
import { replyOf } from "../reply.js";
import { forbidsScripts, Script } from "../script.js";
import { ATTRIBUTE_OVERHEAD_BYTES, type ElementStorage, estimateElementBytes } from "./memory-estimate.js";
import type { OpenCollection } from "./open-collection.js";
import type { PreparedRecord } from "./prepared-record.js";

/** A smaller load is not worth a question. If it does not fit, the server refuses it. */
const UNASKED_BYTES = 1_048_576;
/** What the index of words takes for a character of them: 1,699 bytes for 100 words in the bench `words`. */
const INDEX_BYTES = 3;
/** The instant in the attributes and in the sorted set of instants, as measured with 10,000 elements. */
const EXPIRY_BYTES = 132;
/** The formula is up to 6 percent too low, and growing tables take memory in leaps. */
const SAFETY = 1.1;
/** The buffer in which the server reads a command may grow to twice its length. */
const BUFFERS = 2;
/** Ids in one pipeline. */
const CHUNK_SIZE = 1_000;

/**
 * Bytes that the server may still take, or -1 without a limit. What Redis does not count towards the limit is left out
 * (`mem_not_counted_for_evict`: https://redis.io/docs/latest/commands/info/). It is a script so that in a cluster the node of
 * the key answers.
 */
const READ_FREE_BYTES = new Script(
  `
local info = redis.call('INFO', 'memory')
local function figure(name) return tonumber(string.match(info, '\\n' .. name .. ':(%d+)')) or 0 end
local limit = figure('maxmemory')
if limit == 0 then return -1 end
return math.max(0, limit - figure('used_memory') + figure('mem_not_counted_for_evict'))
`,
  { readOnly: true },
);

/** Records that are to be written. */
export interface RecordLoad {
  readonly records: readonly PreparedRecord[];
  /** Most bytes that are on their way to the server at the same time. They take memory of the server, too. */
  readonly transitBytes: number;
  /** Resolves when the server has taken all that was sent to it. Called before the server is asked. */
  readonly settled: () => Promise<unknown>;
}

/** The collection into which records are loaded. */
interface LoadTarget {
  readonly executor: Executor;
  /** Of the vector set. */
  readonly key: string;
  readonly dimension: number;
  readonly storage: ElementStorage;
}

/** Called when the collection's layout is known. */
export function memoryCheckOf({ executor, keys, options, meta }: OpenCollection): MemoryCheck {
  const { dimension, quantization, m, precision = meta.layout.precision } = options;
  return new MemoryCheck({
    executor,
    key: keys.vectors,
    dimension,
    storage: { quantization, m, precision },
  });
}

/**
 * Refuses a bulk load of which an estimate says that it would not fit below the server's `maxmemory`. With the policy
 * `noeviction` the server would refuse the rest in the middle of the load; with any other policy it would evict keys to make
 * room, and a whole collection is one key.
 *
 * The estimate is by formula (see `memory-estimate.ts`). A user who may not run scripts or INFO gets no estimate.
 */
export class MemoryCheck {
  /** What may be loaded before the server is asked again. */
  #unaskedBytes = UNASKED_BYTES;

  constructor(private readonly target: LoadTarget) {}

  /**
   * Resolves if the records fit. Records of which the element exists already need no more memory.
   *
   * @throws OctavecError `OUT_OF_MEMORY`, before anything of these records was sent.
   */
  async requireRoom(
    { records, transitBytes, settled }: RecordLoad,
    options: OperationOptions,
  ): Promise<void> {
    let neededBytes = this.#bytesOf(records);
    if (neededBytes <= this.#unaskedBytes) {
      this.#unaskedBytes -= neededBytes;
      return;
    }
    await settled();
    const freeBytes = Math.max(0, (await this.#readFreeBytes(options)) - BUFFERS * transitBytes);
    if (neededBytes > freeBytes) neededBytes = this.#bytesOf(await this.#newOf(records, options));
    if (neededBytes > freeBytes) throw doesNotFit(neededBytes, freeBytes);
    // Others write too, and the estimate may be too low, so the server is asked again before the room is used up.
    this.#unaskedBytes = (freeBytes - neededBytes) / 2;
  }

  #bytesOf(records: readonly PreparedRecord[]): number {
    const { dimension, storage } = this.target;
    const { vectorBytes, fixedBytes, codeBytes } = estimateElementBytes(dimension, storage);
    let totalBytes = records.length * (vectorBytes + fixedBytes + codeBytes + ATTRIBUTE_OVERHEAD_BYTES);
    for (const { textBytes, words = "", ttlMs, expiresAtMs } of records) {
      totalBytes += textBytes + INDEX_BYTES * words.length;
      if (ttlMs !== undefined || expiresAtMs !== undefined) totalBytes += EXPIRY_BYTES;
    }
    return totalBytes * SAFETY;
  }

  async #readFreeBytes({ signal, timeoutMs }: OperationOptions): Promise<number> {
    const { executor, key } = this.target;
    try {
      // A replica has other figures.
      const reply = await READ_FREE_BYTES.run(executor, key, [], { readOnly: false, signal, timeoutMs });
      return typeof reply === "number" && reply >= 0 ? reply : Number.POSITIVE_INFINITY;
    } catch (error) {
      if (forbidsScripts(error) || isOctavecError(error, "NOT_AUTHORIZED")) return Number.POSITIVE_INFINITY;
      throw error;
    }
  }

  /** The records of which the element does not exist yet, each id once. */
  async #newOf(
    records: readonly PreparedRecord[],
    { signal, timeoutMs }: OperationOptions,
  ): Promise<PreparedRecord[]> {
    const { executor, key } = this.target;
    const byId = [...new Map(records.map((record) => [record.id, record])).values()];
    const absent: PreparedRecord[] = [];
    for (let start = 0; start < byId.length; start += CHUNK_SIZE) {
      const chunk = byId.slice(start, start + CHUNK_SIZE);
      const results = await executor.pipeline(
        chunk.map(({ id }) => encodeVismember(key, id)),
        { readOnly: true, signal, timeoutMs },
      );
      absent.push(...chunk.filter((_, place) => !decodeVismember(replyOf(results[place], signal))));
    }
    return absent;
  }
}

function doesNotFit(neededBytes: number, freeBytes: number): OctavecError {
  return new OctavecError(
    "OUT_OF_MEMORY",
    `The new elements need about ${mib(neededBytes)} MiB, and the server has ${mib(freeBytes)} MiB left below its maxmemory. ` +
      "Raise maxmemory, choose a smaller quantization or precision, or load anyway with force: true.",
    { details: { neededBytes: Math.round(neededBytes), freeBytes } },
  );
}

function mib(bytes: number): string {
  return (bytes / 1_048_576).toFixed(1);
}
