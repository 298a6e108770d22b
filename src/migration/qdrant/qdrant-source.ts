import { type RetryTiming, systemTiming } from "../../async/index.js";
import { OctavecError } from "../../errors/index.js";
import {
  parseOptions,
  type QdrantSourceOptions,
  qdrantSourceSchema,
  type ResolvedQdrantOptions,
} from "../../options/index.js";
import {
  type MigrationRecord,
  type MigrationSource,
  type PageOptions,
  type RejectedRecord,
  rejectOf,
  type SourceDescription,
  type SourceHit,
  type SourcePage,
} from "../source/source.js";
import { asObject } from "../source/split-fields.js";
import { type ChosenVector, chooseVector } from "./chosen-vector.js";
import { payloadFields } from "./payload-fields.js";
import { canSend, foreignPointId, type PointId, pointIdOf, pointIdText } from "./point-id.js";
import { pointRecord } from "./point-record.js";
import { QdrantConnection } from "./qdrant-connection.js";

interface SignalOption {
  signal?: AbortSignal | undefined;
}

/** Ids of one retrieval. */
const FETCH_SIZE = 500;

/**
 * A collection of Qdrant, by its REST interface and the official client `@qdrant/js-client-rest` (an optional package).
 *
 * - Ids: whole numbers become their digits, UUIDs their lower-case text; both ways are exact. With `idField`, the
 *   text of that payload field.
 * - The cursor is the id of the next point: pages come in the order of ids, so points written or deleted meanwhile move
 *   nothing, and a cursor stays good across restarts of Qdrant.
 * - Payload: text, numbers, booleans and lists of them become attributes; objects, null and deeper lists go to `extra`.
 * - Requests are repeated after 408, 429 (honouring `Retry-After`), 5xx, network failures and timeouts.
 *
 * Construction loads and connects nothing.
 *
 * @throws OctavecError `INVALID_OPTIONS`. Methods reject with `MISSING_DEPENDENCY`, `SOURCE_NOT_FOUND`,
 *   `UNSUPPORTED_SOURCE`, `NOT_AUTHORIZED`, `CONNECTION_FAILED`, `CONNECTION_LOST`, `TIMEOUT`, `SERVER_BUSY`,
 *   `COMMAND_FAILED` or `UNEXPECTED_REPLY`, never with the key in the message.
 */
export class QdrantSource implements MigrationSource {
  readonly kind = "qdrant";
  readonly #options: ResolvedQdrantOptions;
  readonly #connection: QdrantConnection;
  #chosen: ChosenVector | undefined;

  /** @param timing - Clock, chance and waiting of the retries; for tests. */
  constructor(options: QdrantSourceOptions, timing: RetryTiming = systemTiming) {
    this.#options = parseOptions(qdrantSourceSchema, options, "options of the Qdrant source");
    this.#connection = new QdrantConnection(this.#options, timing);
  }

  async describe({ signal }: SignalOption = {}): Promise<SourceDescription> {
    const info = await this.#connection.call("getCollection", {}, signal);
    const chosen = this.#choose(info);
    const counted = asObject(await this.#connection.call("countPoints", { exact: true }, signal));
    return {
      name: `qdrant ${this.#connection.address} ${this.#options.collection}`,
      count: typeof counted.count === "number" ? counted.count : null,
      dimension: chosen.dimension,
      metric: chosen.metric,
      fields: payloadFields(info),
      warnings: chosen.warnings,
    };
  }

  async *pages({ cursor, pageSize, signal }: PageOptions): AsyncGenerator<SourcePage> {
    if (!Number.isInteger(pageSize) || pageSize < 1) {
      throw new OctavecError("INVALID_ARGUMENT", `pageSize: expected 1 or more, got ${pageSize}.`);
    }
    const chosen = await this.#vector(signal);
    for (let at: PointId | undefined = cursor === undefined ? undefined : readCursor(cursor); ; ) {
      const page = asObject(
        await this.#connection.call(
          "scrollPoints",
          {
            limit: pageSize,
            with_payload: true,
            with_vector: chosen.name === undefined ? true : [chosen.name],
            ...(at !== undefined && { offset: at }),
          },
          signal,
        ),
      );
      if (!Array.isArray(page.points)) throw unknownReply("a page without points");
      const next = nextCursor(page.next_page_offset);
      if (next !== null && next === String(at)) throw unknownReply("a page that leads back to itself");
      yield { ...this.#decode(page.points, chosen), cursor: next };
      if (next === null) return;
      at = readCursor(next);
    }
  }

  async fetch(
    ids: readonly string[],
    { signal }: SignalOption = {},
  ): Promise<readonly (MigrationRecord | null)[]> {
    const chosen = await this.#vector(signal);
    const found = new Map<string, MigrationRecord>();
    const points = ids.map((id) => this.#pointId(id)).filter((id) => id !== undefined && canSend(id));
    for (let start = 0; start < points.length; start += FETCH_SIZE) {
      const reply = await this.#connection.call(
        "getPoints",
        {
          ids: points.slice(start, start + FETCH_SIZE),
          with_payload: true,
          with_vector: chosen.name === undefined ? true : [chosen.name],
        },
        signal,
      );
      if (!Array.isArray(reply)) throw unknownReply("points that are no list");
      for (const record of this.#decode(reply, chosen).records) found.set(record.id, record);
    }
    return ids.map((id) => found.get(id) ?? null);
  }

  /** `filter` is Qdrant's filter JSON. With `idField`, each hit's payload field is asked for too. */
  async search({
    vector,
    limit,
    filter,
    signal,
  }: {
    vector: Float32Array;
    limit: number;
    filter?: unknown;
  } & SignalOption): Promise<readonly SourceHit[]> {
    const chosen = await this.#vector(signal);
    const { idField } = this.#options;
    const reply = asObject(
      await this.#connection.call(
        "queryPoints",
        {
          query: Array.from(vector),
          limit,
          with_payload: idField === undefined ? false : [idField],
          ...(chosen.name !== undefined && { using: chosen.name }),
          ...(filter !== undefined && { filter }),
        },
        signal,
      ),
    );
    if (!Array.isArray(reply.points)) throw unknownReply("hits that are no list");
    return reply.points.map((point: unknown) => {
      const { id, score, payload } = asObject(point);
      const kept = idField === undefined ? undefined : asObject(payload)[idField];
      if (typeof score !== "number") throw unknownReply("a hit without a score");
      return { id: typeof kept === "string" ? kept : pointIdText(id), score };
    });
  }

  #decode(
    points: readonly unknown[],
    chosen: ChosenVector,
  ): { records: MigrationRecord[]; rejects: RejectedRecord[] } {
    const records = new Map<string, MigrationRecord>();
    const rejects: RejectedRecord[] = [];
    for (const point of points) {
      try {
        const record = pointRecord(point, chosen, this.#options.idField);
        if (records.has(record.id)) throw new OctavecError("DUPLICATE_ID", "Another point has the same id.");
        records.set(record.id, record);
      } catch (error) {
        rejects.push(rejectOf(error, shownId(asObject(point).id)));
      }
    }
    return { records: [...records.values()], rejects };
  }

  /** The point that a record of this id would be. */
  #pointId(id: string): PointId | undefined {
    return pointIdOf(id) ?? (this.#options.idField === undefined ? undefined : foreignPointId(id));
  }

  async #vector(signal: AbortSignal | undefined): Promise<ChosenVector> {
    return this.#chosen ?? this.#choose(await this.#connection.call("getCollection", {}, signal));
  }

  #choose(info: unknown): ChosenVector {
    this.#chosen = chooseVector(info, this.#options.collection, this.#options.vectorName);
    return this.#chosen;
  }
}

function readCursor(cursor: string): PointId {
  const at = pointIdOf(cursor);
  if (at !== undefined && canSend(at)) return at;
  throw new OctavecError(
    "INVALID_ARGUMENT",
    `The cursor is no point's id that this Node.js (${process.version}) can send: expected the cursor of a page.`,
  );
}

/** Rounded, it would skip points or never end: so it must be exact. */
function nextCursor(offset: unknown): string | null {
  return offset === null || offset === undefined ? null : pointIdText(offset);
}

function shownId(id: unknown): string | undefined {
  return typeof id === "string" || typeof id === "number" || typeof id === "bigint" ? String(id) : undefined;
}

function unknownReply(what: string): OctavecError {
  return new OctavecError("UNEXPECTED_REPLY", `Qdrant answered with ${what}.`);
}
