import { type RetryTiming, systemTiming } from "../../async/index.js";
import { isOctavecError, OctavecError } from "../../errors/index.js";
import { type ExportToQdrantOptions, exportToQdrantSchema, parseOptions } from "../../options/index.js";
import { type MigrationRecord, type RejectedRecord, rejectOf } from "../source/source.js";
import { joinFields } from "../source/split-fields.js";
import { chooseVector } from "./chosen-vector.js";
import { canSend, foreignPointId, type PointId, pointIdOf } from "./point-id.js";
import { QdrantConnection } from "./qdrant-connection.js";

/** What became of an export. */
export interface QdrantExportReport {
  /** Points that Qdrant has confirmed. */
  readonly exported: number;
  readonly rejects: readonly RejectedRecord[];
  /** Whether the collection was made by this call. */
  readonly created: boolean;
}

interface Point {
  readonly id: PointId;
  readonly vector: number[] | Record<string, number[]>;
  readonly payload: Record<string, unknown>;
}

/**
 * Writes records to a collection of Qdrant, in order, one request of `batchSize` points at a time; the source is read no
 * further ahead. Repeating it is harmless: points are written over.
 *
 * The payload is the attributes and the fields of `extra`. Ids that are whole numbers or lower-case UUIDs are the points'
 * ids; for others the point gets a UUID made from the id, and the id itself goes to the payload field `idField`
 * (`"octavec_id"` by default), where `QdrantSource` finds it. A collection that is not there is made with the dimension of
 * the first record; of an existing one the dimension is checked.
 *
 * @param timing - Clock, chance and waiting of the retries; for tests.
 * @throws OctavecError `INVALID_OPTIONS` and those of `QdrantSource`. What was written by then stays.
 */
export async function exportToQdrant(
  records: AsyncIterable<MigrationRecord>,
  options: ExportToQdrantOptions,
  timing: RetryTiming = systemTiming,
): Promise<QdrantExportReport> {
  const { distance, batchSize, signal, ...connectionOptions } = parseOptions(
    exportToQdrantSchema,
    options,
    "options of exportToQdrant",
  );
  const { collection, vectorName, idField } = connectionOptions;
  const connection = new QdrantConnection(connectionOptions, timing);
  const rejects: RejectedRecord[] = [];
  let target: { name: string | undefined; dimension: number } | undefined;
  let created = false;
  let exported = 0;
  let batch: Point[] = [];

  const open = async (dimension: number) => {
    try {
      return chooseVector(await connection.call("getCollection", {}, signal), collection, vectorName);
    } catch (error) {
      if (!isOctavecError(error, "SOURCE_NOT_FOUND")) throw error;
      const params = { size: dimension, distance };
      const vectors = vectorName === undefined ? params : { [vectorName]: params };
      await connection.call("createCollection", { vectors }, signal);
      created = true;
      return { name: vectorName, dimension };
    }
  };
  const flush = async () => {
    if (batch.length === 0) return;
    await connection.call("upsertPoints", { points: batch, wait: true }, signal);
    exported += batch.length;
    batch = [];
  };

  for await (const record of records) {
    signal?.throwIfAborted();
    target ??= await open(record.vector.length);
    try {
      batch.push(pointOf(record, target, idField));
    } catch (error) {
      rejects.push(rejectOf(error, record.id));
    }
    if (batch.length >= batchSize) await flush();
  }
  await flush();
  return { exported, rejects, created };
}

function pointOf(
  record: MigrationRecord,
  { name, dimension }: { name: string | undefined; dimension: number },
  idField: string,
): Point {
  if (record.vector.length !== dimension) {
    throw new OctavecError(
      "DIMENSION_MISMATCH",
      `The collection has ${dimension} dimensions, the record ${record.vector.length}.`,
    );
  }
  const own = pointIdOf(record.id);
  if (own !== undefined && !canSend(own)) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `This Node.js (${process.version}) cannot send whole numbers beyond 2^53 - 1 as ids. Run the export on Node.js 22 or newer.`,
    );
  }
  const vector = Array.from(record.vector);
  const payload = joinFields(record);
  return {
    id: own ?? foreignPointId(record.id),
    vector: name === undefined ? vector : { [name]: vector },
    payload: own === undefined ? { ...payload, [idField]: record.id } : payload,
  };
}
