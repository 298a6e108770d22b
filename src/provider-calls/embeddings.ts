import { decodeEmbeddings, type EmbeddingCache } from "../embedding/index.js";
import { type JsonObject, parseObject } from "./provider.js";
import { jsonReply, type Reply } from "./reply.js";
import { UpstreamReply } from "./upstream-reply.js";

/** One call of OpenAI's embeddings, whose vectors may be kept. https://platform.openai.com/docs/api-reference/embeddings */
export interface EmbeddingsCall {
  readonly body: JsonObject;
  readonly texts: readonly string[];
}

/** Fields that change neither a vector nor its form. */
const KNOWN = ["model", "input", "dimensions", "encoding_format", "user"];

/** Undefined for a call that the cache does not answer: of another model or dimension, with tokens, or with unknown fields. */
export function readEmbeddings(
  { model, dimension }: EmbeddingCache,
  body: JsonObject,
): EmbeddingsCall | undefined {
  const { input, dimensions = dimension, encoding_format: format = "float" } = body;
  if (body.model !== model || dimensions !== dimension) return undefined;
  if (format !== "float" && format !== "base64") return undefined;
  if (!Object.keys(body).every((name) => KNOWN.includes(name))) return undefined;
  const texts: readonly unknown[] = Array.isArray(input) ? input : [input];
  const areTexts = (given: readonly unknown[]): given is string[] =>
    given.every((text) => typeof text === "string" && text.trim() !== "");
  return texts.length > 0 && areTexts(texts) ? { body, texts } : undefined;
}

/**
 * Answers from the cache, and asks the provider for what is missing. Its reply is passed on if it is no list of embeddings, and
 * unchanged if nothing was in the cache.
 *
 * @param ask - Calls the provider with a body.
 */
export async function answerEmbeddings(
  cache: EmbeddingCache,
  { body, texts }: EmbeddingsCall,
  ask: (body: JsonObject) => Promise<Response>,
): Promise<Reply> {
  const known = await cache.getMany(texts);
  const missing = texts.filter((_, index) => known[index] === undefined);
  if (missing.length === 0) {
    const usage = { prompt_tokens: 0, total_tokens: 0 };
    return replyOf(body, known as Float32Array[], { object: "list", model: body.model ?? "", usage }, "hit");
  }
  const reply = await UpstreamReply.of(await ask({ ...body, input: missing }));
  const list = reply.isOk ? parseObject(reply.text) : undefined;
  const made = list === undefined ? undefined : vectorsIn(list, missing.length, cache.dimension);
  if (list === undefined || made === undefined) return reply.passedOn();
  await cache.setMany(missing.map((text, index) => [text, made[index]!]));
  if (missing.length === texts.length) return reply.passedOn({ "x-octavec-cache": "miss" });
  let next = 0;
  const all = known.map((vector) => vector ?? made[next++]!);
  return replyOf(body, all, list, "partial");
}

function replyOf(
  { encoding_format: format }: JsonObject,
  vectors: readonly Float32Array[],
  about: JsonObject,
  outcome: string,
): Reply {
  const data = vectors.map((vector, index) => ({
    object: "embedding",
    index,
    embedding: format === "base64" ? base64Of(vector) : Array.from(vector),
  }));
  return jsonReply({ ...about, data }, { "x-octavec-cache": outcome });
}

/** Undefined for what is no list of one vector for each text. */
function vectorsIn(list: JsonObject, count: number, dimension: number): Float32Array[] | undefined {
  try {
    return decodeEmbeddings(list, count, dimension, 0);
  } catch {
    return undefined;
  }
}

/** Little-endian float32. */
function base64Of(vector: Float32Array): string {
  const bytes = Buffer.alloc(4 * vector.length);
  for (const [index, component] of vector.entries()) bytes.writeFloatLE(component, 4 * index);
  return bytes.toString("base64");
}
