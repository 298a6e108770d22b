import { compareIds, type PointId, Refusal, readId } from "./wire.js";

interface VectorParams {
  size: number;
  distance: "Cosine" | "Dot" | "Euclid" | "Manhattan";
  multivector_config?: { comparator: "max_sim" };
}

export interface CollectionParams {
  vectors?: VectorParams | Record<string, VectorParams>;
  sparse_vectors?: Record<string, object>;
}

interface Point {
  id: PointId;
  vector: unknown;
  payload: Record<string, unknown>;
}

type Body = Record<string, unknown>;

/** One collection in memory, with the answers that Qdrant's OpenAPI describes for it. */
export class StoredCollection {
  readonly #points = new Map<PointId, Point>();
  readonly payloadSchema: Record<string, { data_type: string; points: number }> = {};

  constructor(readonly params: CollectionParams) {}

  get size(): number {
    return this.#points.size;
  }

  info(): object {
    return {
      status: "green",
      optimizer_status: "ok",
      indexed_vectors_count: 0,
      points_count: this.#points.size,
      segments_count: 2,
      config: {
        params: { shard_number: 1, replication_factor: 1, on_disk_payload: true, ...this.params },
        hnsw_config: { m: 16, ef_construct: 100, full_scan_threshold: 10000 },
        optimizer_config: { deleted_threshold: 0.2, flush_interval_sec: 5 },
        wal_config: { wal_capacity_mb: 32, wal_segments_ahead: 0 },
      },
      payload_schema: this.payloadSchema,
    };
  }

  upsert(body: Body): object {
    const points: unknown[] = Array.isArray(body.points) ? body.points : [];
    const checked = points.map((point) => this.#checked(point));
    for (const point of checked) this.#points.set(point.id, point);
    return { operation_id: this.#points.size, status: "completed" };
  }

  /** Puts a point as it is, unchecked: what an upsert would refuse. */
  force(id: PointId, vector: unknown, payload: Body = {}): void {
    this.#points.set(id, { id, vector, payload });
  }

  delete(id: PointId): void {
    this.#points.delete(id);
  }

  scroll(body: Body): object {
    const limit = typeof body.limit === "number" ? body.limit : 10;
    const from = body.offset === undefined || body.offset === null ? undefined : readId(body.offset);
    const sorted = this.#sorted().filter(({ id }) => from === undefined || compareIds(id, from) >= 0);
    const points = sorted.slice(0, limit).map((point) => shown(point, body));
    return { points, next_page_offset: sorted[limit]?.id ?? null };
  }

  /** In an order that nobody promised. */
  retrieve(body: Body): object[] {
    const ids = Array.isArray(body.ids) ? body.ids.map(readId) : [];
    return [...new Set(ids)].reverse().flatMap((id) => {
      const point = this.#points.get(id);
      return point === undefined ? [] : [shown(point, body)];
    });
  }

  query(body: Body): { points: object[] } {
    const query = Array.isArray(body.query) ? body.query.map(Number) : [];
    const using = typeof body.using === "string" ? body.using : undefined;
    const { size, distance } = this.#config(using);
    if (query.length !== size) throw dimensionError(size, query.length);
    const scored = [...this.#points.values()].flatMap((point) => {
      const vector = dense(point.vector, using);
      return vector !== undefined && passes(point.payload, body.filter)
        ? [{ point, score: score(distance, query, vector) }]
        : [];
    });
    const sign = distance === "Euclid" || distance === "Manhattan" ? 1 : -1;
    scored.sort((a, b) => sign * (a.score - b.score));
    const limit = typeof body.limit === "number" ? body.limit : 10;
    return {
      points: scored
        .slice(0, limit)
        .map(({ point, score }) => ({ ...shown(point, { with_vector: false, ...body }), version: 0, score })),
    };
  }

  #sorted(): Point[] {
    return [...this.#points.values()].sort((a, b) => compareIds(a.id, b.id));
  }

  #config(name: string | undefined): VectorParams {
    const vectors = this.params.vectors ?? {};
    const single = isParams(vectors) ? vectors : undefined;
    const config = isParams(vectors) ? (name === undefined ? single : undefined) : vectors[name ?? ""];
    if (config === undefined)
      throw new Refusal(400, `Wrong input: Not existing vector name error: ${name ?? ""}`);
    return config;
  }

  #checked(point: unknown): Point {
    if (typeof point !== "object" || point === null) throw new Refusal(400, "Format error in JSON body");
    const id = readId("id" in point ? point.id : undefined);
    const payload = "payload" in point && isBody(point.payload) ? point.payload : {};
    const given: unknown = "vector" in point ? point.vector : {};
    if (Array.isArray(given)) return { id, payload, vector: this.#stored(undefined, given) };
    const named = isBody(given) ? Object.entries(given) : [];
    return {
      id,
      payload,
      vector: Object.fromEntries(
        named.map(([name, vector]) => [name, Array.isArray(vector) ? this.#stored(name, vector) : vector]),
      ),
    };
  }

  #stored(name: string | undefined, vector: unknown[]): number[] {
    const { size, distance } = this.#config(name);
    if (vector.length !== size) throw dimensionError(size, vector.length);
    const numbers = vector.map(Number);
    const length = Math.hypot(...numbers);
    return distance === "Cosine" && length > 0 ? numbers.map((x) => Math.fround(x / length)) : numbers;
  }
}

function isParams(vectors: VectorParams | Record<string, VectorParams>): vectors is VectorParams {
  return typeof vectors.size === "number";
}

function isBody(value: unknown): value is Body {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function dimensionError(expected: number, got: number): Refusal {
  return new Refusal(400, `Wrong input: Vector dimension error: expected dim: ${expected}, got ${got}`);
}

function shown(point: Point, { with_payload: payload, with_vector: vector }: Body): object {
  const fields = Array.isArray(payload)
    ? Object.fromEntries(Object.entries(point.payload).filter(([name]) => payload.includes(name)))
    : point.payload;
  const named = isBody(point.vector) ? point.vector : {};
  const vectors = Array.isArray(vector)
    ? Object.fromEntries(Object.entries(named).filter(([name]) => vector.includes(name)))
    : point.vector;
  return {
    id: point.id,
    ...((payload === true || Array.isArray(payload)) && { payload: fields }),
    ...((vector === true || Array.isArray(vector)) && { vector: vectors }),
  };
}

function dense(vector: unknown, name: string | undefined): number[] | undefined {
  const one = name === undefined ? vector : isBody(vector) ? vector[name] : undefined;
  return Array.isArray(one) ? one.map(Number) : undefined;
}

function score(distance: VectorParams["distance"], a: number[], b: number[]): number {
  const dot = a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  if (distance === "Cosine") return dot / (Math.hypot(...a) * Math.hypot(...b));
  if (distance === "Dot") return dot;
  const differences = a.map((x, i) => x - b[i]!);
  if (distance === "Euclid") return Math.hypot(...differences);
  return differences.reduce((sum, x) => sum + Math.abs(x), 0);
}

/** Of the filter language only `must` of `match.value` and of a numeric `range`. */
function passes(payload: Body, filter: unknown): boolean {
  const must = isBody(filter) && Array.isArray(filter.must) ? filter.must : [];
  return must.every((condition: unknown) => {
    if (!isBody(condition)) throw new Refusal(400, "Format error in JSON body");
    const value = payload[String(condition.key)];
    if (isBody(condition.match)) return value === condition.match.value;
    if (!isBody(condition.range)) throw new Refusal(400, "Format error in JSON body");
    const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity } = condition.range;
    const within = Number(value) >= Number(gte) && Number(value) <= Number(lte);
    return typeof value === "number" && within && value > Number(gt) && value < Number(lt);
  });
}
