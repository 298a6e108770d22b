import {
  CalibratedCodec,
  Calibrator,
  parseRecord,
  QuantizationError,
  SchemeMonitor,
} from "../../../quantization/index.js";
import type { Command, Executor, Reply, SendOptions, StepResult } from "../../executor.js";
import { encodeStored, type FindCodec } from "./stored-vector.js";

/** Vectors to learn from. The repository learns from as many by default. */
const SAMPLE = 1_000;
/** Vectors of the sample by which the schemes are compared: some tenths of a second. */
const MEASURED = 400;
/** With a larger share of vectors that fall back, all stay float32. */
const MAX_FALLBACK_RATE = 0.05;
/** Kept in place of a calibration that fits too few vectors. */
const KEEPS_FLOAT32 = "float32";
/** A sample that does not fill up does not stay for ever. */
const SAMPLE_TTL_MS = 86_400_000;

/**
 * The calibration of one model's vectors, which all processes that share a cache use. Until there is one, vectors are stored as
 * float32, and copies of the first 1,000 are collected in a list. Whoever completes the list calibrates. The first calibration that
 * is stored counts for everyone.
 */
export class SharedCalibration {
  readonly #sampleKey: string;
  #codec: CalibratedCodec | undefined;
  #monitor: SchemeMonitor | undefined;
  #keepsFloat32 = false;

  constructor(
    private readonly executor: Executor,
    /** Key of the calibration. */
    private readonly key: string,
    private readonly space: { readonly model: string; readonly dimension: number },
  ) {
    this.#sampleKey = `${key}:sample`;
  }

  readonly find: FindCodec = (calibration) =>
    this.#codec?.calibration === calibration ? this.#codec : undefined;

  /** Reads the calibration. @returns whether the server answered. */
  async load(options: SendOptions): Promise<boolean> {
    const reply = await this.executor
      .send(["GET", this.key], { ...options, readOnly: false, idempotent: true, binary: false })
      .catch(() => undefined);
    if (reply !== undefined) this.#adopt(reply);
    return reply !== undefined;
  }

  /** Before a write: reads the calibration while none is known. It may have been made by another process. */
  async ready(options: SendOptions): Promise<void> {
    if (this.#codec === undefined && !this.#keepsFloat32) await this.load(options);
  }

  /** The bytes of a vector, as int8 if the calibration fits it. */
  encode(vector: Float32Array): Buffer {
    if (this.#codec === undefined || this.#keepsFloat32) return encodeStored(vector, undefined);
    const code = this.#codec.encode(vector);
    const fellBack = code.kind === "float32";
    const health = this.#monitor?.observe({ clipped: fellBack ? 0 : code.clipped, fellBack });
    if (health?.status === "disabled") this.#keepsFloat32 = true;
    return encodeStored(vector, this.#codec);
  }

  /** Commands that collect vectors for the calibration; none if there is one. */
  collect(vectors: readonly Float32Array[]): Command[] {
    if (this.#codec !== undefined || this.#keepsFloat32 || vectors.length === 0) return [];
    return [
      [
        "RPUSH",
        this.#sampleKey,
        ...vectors.slice(0, SAMPLE).map((vector) => encodeStored(vector, undefined)),
      ],
      ["PEXPIRE", this.#sampleKey, String(SAMPLE_TTL_MS)],
    ];
  }

  /** Calibrates if the list is complete. @param results - Those of the commands of {@link collect}. */
  async collected([pushed]: readonly StepResult[], options: SendOptions): Promise<void> {
    if (pushed?.ok !== true || Number(pushed.value) < SAMPLE) return;
    const sample = await this.executor.send(["LRANGE", this.#sampleKey, "0", String(SAMPLE - 1)], {
      ...options,
      idempotent: true,
      binary: true,
    });
    const record = this.#learn(Array.isArray(sample) ? sample : []);
    if (record === undefined) return;
    await this.executor.send(["SET", this.key, record, "NX"], { ...options, idempotent: true });
    // Another process may have been first.
    if (await this.load(options)) await this.executor.send(["UNLINK", this.#sampleKey], options);
  }

  /** What to store as the calibration; undefined if the sample is too small. */
  #learn(sample: readonly Reply[]): string | undefined {
    const { model, dimension } = this.space;
    const calibrator = new Calibrator({ model, dimension, scheme: "per-dimension", reservoirSize: MEASURED });
    for (const bytes of sample) {
      if (!Buffer.isBuffer(bytes) || bytes.length !== 1 + 4 * dimension) continue;
      const components = Float32Array.from({ length: dimension }, (_, j) => bytes.readFloatLE(1 + 4 * j));
      calibrator.add(components);
    }
    if (calibrator.count < SAMPLE / 2) return undefined;
    const { record } = calibrator.calibrate();
    const chosen = record.candidates.find(({ scheme }) => scheme === record.scheme);
    return (chosen?.fallbackShare ?? 0) > MAX_FALLBACK_RATE ? KEEPS_FLOAT32 : JSON.stringify(record);
  }

  #adopt(reply: Reply): void {
    if (reply === null) return;
    if (reply === KEEPS_FLOAT32) {
      this.#keepsFloat32 = true;
      return;
    }
    try {
      const record = parseRecord(String(reply));
      if (record.dimension !== this.space.dimension || this.#codec?.record.hash === record.hash) return;
      this.#codec = new CalibratedCodec(record);
      this.#monitor = new SchemeMonitor({ dimension: record.dimension, clipRate: record.fallback.clipRate });
    } catch (error) {
      // What is there is no calibration. Vectors stay float32, which is always right.
      if (!(error instanceof QuantizationError)) throw error;
      this.#keepsFloat32 = true;
    }
  }
}
