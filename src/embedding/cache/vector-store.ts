import { abortAfter, Cooldown } from "../../async/index.js";
import type { Executor, Reply, SendOptions } from "../../executor.js";
import type { SharedCalibration } from "./shared-calibration.js";
import { calibrationOf, decodeStored, encodeStored, type FindCodec } from "./stored-vector.js";

export interface VectorStoreOptions {
  readonly dimension: number;
  /** With it vectors are stored as int8. */
  readonly calibration: SharedCalibration | undefined;
  readonly ttlMs: number | "never";
  /** Keys for one command or pipeline. */
  readonly batchSize: number;
}

/** Result of a read. A key that is in none of the three is not stored. */
export interface VectorsRead {
  readonly found: ReadonlyMap<string, Float32Array>;
  /** Keys whose value is not a vector of this dimension. */
  readonly corrupt: readonly string[];
  /** Keys for which the server did not answer. */
  readonly unknown: readonly string[];
}

/**
 * Reads and writes vectors in Redis. If the server fails or takes too long, `read` and `write` report it in their results. After
 * repeated failures the server is not asked for a while.
 */
export class VectorStore {
  readonly #cooldown = new Cooldown();

  constructor(
    private readonly executor: Executor,
    private readonly options: VectorStoreOptions,
  ) {}

  /** Reads all keys at the same time, with one command per `batchSize` keys. @throws only the signal's reason. */
  async read(keys: readonly string[], timeoutMs: number, signal?: AbortSignal): Promise<VectorsRead> {
    const found = new Map<string, Float32Array>();
    const corrupt: string[] = [];
    const unknown: string[] = [];
    const readBatch = async (batch: readonly string[]) => {
      const values = await this.#valuesOf(batch, timeoutMs, signal);
      const isReadable = await this.#loadFor(values ?? [], { timeoutMs, signal });
      for (const [index, key] of batch.entries()) {
        const value = values?.[index];
        if (value === null) continue;
        const vector = Buffer.isBuffer(value)
          ? decodeStored(value, this.options.dimension, this.#find)
          : undefined;
        if (values === undefined || (vector === undefined && !isReadable)) unknown.push(key);
        else if (vector === undefined) corrupt.push(key);
        else found.set(key, vector);
      }
    };
    await Promise.all(this.#batchesOf(keys).map(readBatch));
    return { found, corrupt, unknown };
  }

  /** Writes the vectors. @returns how many the server stored within the time. Never rejects. */
  async write(vectors: ReadonlyMap<string, Float32Array>, timeoutMs: number): Promise<number> {
    if (this.#cooldown.isOn) return 0;
    const { calibration, ttlMs } = this.options;
    const expiry = ttlMs === "never" ? [] : ["PX", String(ttlMs)];
    const writeBatch = async (batch: readonly (readonly [string, Float32Array])[], signal: AbortSignal) => {
      const bytesOf = (vector: Float32Array) =>
        calibration?.encode(vector) ?? encodeStored(vector, undefined);
      const steps = batch.map(([key, vector]) => ["SET", key, bytesOf(vector), ...expiry]);
      const samples = calibration?.collect(batch.map(([, vector]) => vector)) ?? [];
      const options = { idempotent: true, timeoutMs, signal };
      const results = await this.executor.pipeline([...steps, ...samples], options).catch(() => []);
      // Without it vectors are stored as float32, and the next write tries again.
      await calibration?.collected(results.slice(steps.length), { timeoutMs, signal }).catch(() => {});
      return results.slice(0, steps.length).filter(({ ok }) => ok).length;
    };
    // The timeout of a pipeline limits the wait for each reply; this signal limits the whole.
    const counts = await abortAfter(timeoutMs, async (signal) => {
      await calibration?.ready({ timeoutMs, signal });
      return Promise.all(this.#batchesOf([...vectors]).map((batch) => writeBatch(batch, signal)));
    });
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** Deletes keys. @returns how many existed. @throws OctavecError if the server or the connection fails. */
  async remove(keys: readonly string[], timeoutMs: number): Promise<number> {
    const remove = (batch: readonly string[]) =>
      this.executor.send(["UNLINK", ...batch], { idempotent: true, timeoutMs });
    const counts = await Promise.all(this.#batchesOf(keys).map(remove));
    return counts.reduce<number>((sum, count) => sum + Number(count), 0);
  }

  readonly #find: FindCodec = (id) => this.options.calibration?.find(id);

  /** Reads the calibration of the values if it is not known. @returns false if the server did not answer. */
  async #loadFor(values: readonly Reply[], options: SendOptions): Promise<boolean> {
    const { calibration } = this.options;
    const isNeeded = values.some((value) => {
      const id = Buffer.isBuffer(value) ? calibrationOf(value) : undefined;
      return id !== undefined && calibration?.find(id) === undefined;
    });
    return !isNeeded || calibration === undefined || calibration.load(options);
  }

  async #valuesOf(
    keys: readonly string[],
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<readonly Reply[] | undefined> {
    if (this.#cooldown.isOn) return undefined;
    try {
      const options = { binary: true, readOnly: true, timeoutMs, signal };
      const values = await this.executor.send(["MGET", ...keys], options);
      this.#cooldown.succeeded();
      return Array.isArray(values) && values.length === keys.length ? values : undefined;
    } catch (error) {
      signal?.throwIfAborted();
      this.#cooldown.failed(error);
      return undefined;
    }
  }

  #batchesOf<T>(items: readonly T[]): T[][] {
    const { batchSize } = this.options;
    const count = Math.ceil(items.length / batchSize);
    return Array.from({ length: count }, (_, index) =>
      items.slice(index * batchSize, (index + 1) * batchSize),
    );
  }
}
