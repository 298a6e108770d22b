import { OctavecError } from "../errors/index.js";
import { toVector } from "./contract/to-vector.js";

/**
 * Reads the body of `POST /embeddings`: `{ data: [{ index, embedding }] }`, where `embedding` is a list of numbers or
 * base64 of little-endian float32. The result is in the order of `index`.
 *
 * @param firstIndex - Position of the batch's first text, so that errors name the position in the caller's list.
 * @throws OctavecError `EMBEDDING_FAILED` if the body has another shape, a text is missing or answered twice, or a vector
 *   does not have `dimension` finite components.
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

/** Message and code of an error reply `{ error: { message, code } }`, if they are there. */
export function decodeFailure(body: unknown): { message?: string; code?: string } {
  const error = field(body, "error");
  const message = field(error, "message");
  const code = field(error, "code");
  return { ...(typeof message === "string" && { message }), ...(typeof code === "string" && { code }) };
}

/** Reads both forms, because many servers know only one and ignore the form that was asked for. */
function components(embedding: unknown): ArrayLike<unknown> {
  if (Array.isArray(embedding)) return embedding;
  if (typeof embedding !== "string") throw unexpected("has an `embedding` that is neither a list nor base64");
  const bytes = Buffer.from(embedding, "base64");
  if (bytes.length % 4 !== 0) throw unexpected("has an `embedding` whose base64 is not a list of float32");
  return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function unexpected(what: string): OctavecError {
  return new OctavecError(
    "EMBEDDING_FAILED",
    `The reply of the embedding server ${what}; expected a reply of the OpenAI embeddings API.`,
  );
}
