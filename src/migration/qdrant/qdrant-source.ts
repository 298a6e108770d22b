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

/** Points fetched by id in one request. */
const FETCH_SIZE = 500;

/**
 * A source that reads a collection of Qdrant through its REST interface, with the official client `@qdrant/js-client-rest` (an
 * optional package).
 *
 * - Ids: a whole number becomes its digits, a UUID its lower-case text. Both are exact in both directions. With `idField`,
 *   the id is the text of that payload field.
 * - Cursor: the id of the next point. Pages come in the order of ids, so points written or deleted during the walk do not
 *   move others, and a cursor stays valid when Qdrant restarts.
 * - Payload: text, numbers, booleans and lists of them become attributes; objects, null and nested lists go to `extra`.
 * - Retries: after 408, 429 (after the time in `Retry-After`), 5xx, network failures and timeouts.
 *
 * The constructor neither loads the client nor connects.
 *
 * @throws OctavecError `INVALID_OPTIONS`. Methods reject with `MISSING_DEPENDENCY`, `SOURCE_NOT_FOUND`,
 *   `UNSUPPORTED_SOURCE`, `NOT_AUTHORIZED`, `CONNECTION_FAILED`, `CONNECTION_LOST`, `TIMEOUT`, `SERVER_BUSY`,
 *   `COMMAND_FAILED` or `UNEXPECTED_REPLY`. No message contains the API key.
 */
export class QdrantSource implements MigrationSource {
  readonly kind = "qdrant";
  readonly #options: ResolvedQdrantOptions;
  readonly #connection: QdrantConnection;
  #chosen: ChosenVector | undefined;

  /** @param timing - Clock, random numbers and waits of the retries, for tests. */
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
      if (next !== null && next === String(at))
        throw unknownReply("a page that names itself as the next page");
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
      if (!Array.isArray(reply)) throw unknownReply("points that are not a list");
      for (const record of this.#decode(reply, chosen).records) found.set(record.id, record);
    }
    return ids.map((id) => found.get(id) ?? null);
  }

  /** `filter` is Qdrant's filter JSON. */
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
    if (!Array.isArray(reply.points)) throw unknownReply("hits that are not a list");
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

  /** Id of the point for a record; undefined if Qdrant cannot hold it. */
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
    `cursor: expected the cursor of a page of this source, which is a point's id that this Node.js (${process.version}) can send.`,
  );
}

/** `pointIdText` refuses a rounded number. With one, the walk could skip points or never end. */
function nextCursor(offset: unknown): string | null {
  return offset === null || offset === undefined ? null : pointIdText(offset);
}

function shownId(id: unknown): string | undefined {
  return typeof id === "string" || typeof id === "number" || typeof id === "bigint" ? String(id) : undefined;
}

function unknownReply(what: string): OctavecError {
  return new OctavecError("UNEXPECTED_REPLY", `Qdrant answered with ${what}.`);
}
