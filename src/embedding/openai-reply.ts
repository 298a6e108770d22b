import { OctavecError } from "../errors/index.js";
import { toVector } from "./to-vector.js";

/**
 * Reads the body of `POST /embeddings`: `{ data: [{ index, embedding }] }`, where `embedding` is a list of numbers or
 * base64 of little-endian float32. Order is by `index`, whatever the order of the list.
 *
 * @param firstIndex - Position of the batch's first text, so that errors name the caller's own position.
 * @throws OctavecError `EMBEDDING_FAILED` when the body has another shape, a text is missing or answered twice, or a
 *   vector is none of `dimension` finite components.
 */
export function decodeEmbeddings(
  body: unknown,
  count: number,
  dimension: number,
  firstIndex: number,
): Float32Array[] {
  const data = field(body, "data");
  if (!Array.isArray(data)) throw unexpected("has no list `data`");
  if (data.length !== count) throw unexpected(`has ${data.length} vectors for ${count} texts`);
  const vectors = new Map<number, Float32Array>();
  for (const item of data) {
    const index = field(item, "index");
    if (typeof index !== "number" || !Number.isInteger(index) || index < 0 || index >= count) {
      throw unexpected(`has an \`index\` outside 0…${count - 1}`);
    }
    if (vectors.has(index)) throw unexpected(`has index ${index} twice`);
    vectors.set(index, toVector(components(field(item, "embedding")), dimension, firstIndex + index));
  }
  return [...vectors].sort(([a], [b]) => a - b).map(([, vector]) => vector);
}

/** The server's own words on a failure, from `{ error: { message, code } }` or nothing. */
export function decodeFailure(body: unknown): { message?: string; code?: string } {
  const error = field(body, "error");
  const message = field(error, "message");
  const code = field(error, "code");
  return { ...(typeof message === "string" && { message }), ...(typeof code === "string" && { code }) };
}

/** A server may answer in the other form than was asked for (many know only one), so both are read. */
function components(embedding: unknown): ArrayLike<unknown> {
  if (Array.isArray(embedding)) return embedding;
  if (typeof embedding !== "string") throw unexpected("has an `embedding` that is neither a list nor base64");
  const bytes = Buffer.from(embedding, "base64");
  if (bytes.length % 4 !== 0) throw unexpected("has an `embedding` whose base64 is no list of float32");
  return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function unexpected(what: string): OctavecError {
  return new OctavecError(
    "EMBEDDING_FAILED",
    `The reply of the embedding server ${what}; expected the OpenAI embeddings contract.`,
  );
}
