import { z } from "zod";
import type {
  AnswerPart,
  GivenAnswer,
  JsonValue,
  StructuredAnswer,
  WrappedAnswer,
} from "../../cache/index.js";
import type { CallOptions, FinishReason, GenerateResult, ResponseMetadata, Usage } from "./model-call.js";
import { NO_USAGE } from "./model-call.js";

/** What `raw` of a stored answer holds, beside its content. */
interface Raw {
  readonly finishReason?: string | undefined;
  readonly response?:
    | { readonly id?: string; readonly timestamp?: string; readonly modelId?: string }
    | undefined;
  readonly providerMetadata?: Readonly<Record<string, JsonValue>> | undefined;
}

/** What a result says beside its content. */
export interface ResultFacts {
  readonly finishReason: FinishReason;
  readonly usage: Usage;
  readonly response?: ResponseMetadata | undefined;
  readonly providerMetadata?: Readonly<Record<string, unknown>> | undefined;
}

/** What ends an answer that cannot be stored: it holds what is not JSON, or it is not the JSON that the call asked for. */
export const UNFIT = "unfit";

/** The answer to store; with the finish reason {@link UNFIT} if it cannot be stored. */
export function answerOfResult(
  result: GenerateResult,
  call: CallOptions,
): GivenAnswer & { cacheable: boolean } {
  const content = jsonOf(result.content);
  const parts = Array.isArray(content) ? (content as AnswerPart[]) : [];
  const text = textOf(parts);
  const { usage, ...about } = finishOf(result, text, call);
  const isFit = parts.length > 0 && about.finishReason === "stop";
  return { response: isFit ? { content: parts, ...about } : text, usage, cacheable: isFit };
}

/** How an answer with this text ended. */
export function finishOf(
  { finishReason, usage, response, providerMetadata }: ResultFacts,
  text: string,
  { responseFormat }: CallOptions,
) {
  const { id, timestamp, modelId } = response ?? {};
  const raw = jsonOf({
    finishReason: finishReason.raw,
    response: { id, timestamp: timestamp?.toISOString(), modelId },
    providerMetadata,
  });
  const isFit =
    raw !== undefined && (responseFormat?.type !== "json" || isWanted(text, responseFormat.schema));
  return {
    finishReason: isFit || finishReason.unified !== "stop" ? finishReason.unified : UNFIT,
    model: modelId,
    raw,
    usage: { inputTokens: usage.inputTokens.total, outputTokens: usage.outputTokens.total },
  };
}

/** A stored answer as the result of a model that was called without cost. */
export function resultOfAnswer(answer: WrappedAnswer): GenerateResult {
  const { content, finishReason, raw } = storedParts(answer);
  const { response } = raw;
  return {
    content,
    finishReason: { unified: finishReason, raw: raw.finishReason },
    usage: NO_USAGE,
    warnings: [],
    providerMetadata: { ...raw.providerMetadata, octavec: octavecMetadata(answer) },
    response: responseOf(response),
  };
}

/** The parts and metadata of a stored answer, which may come from another adapter or be plain text. */
export function storedParts({ response, structured }: Pick<WrappedAnswer, "response" | "structured">): {
  readonly content: StructuredAnswer["content"];
  readonly finishReason: string;
  readonly raw: Raw;
} {
  const { content = [{ type: "text", text: response }], finishReason = "stop", raw } = structured ?? {};
  const isOurs = typeof raw === "object" && raw !== null && !Array.isArray(raw);
  return { content, finishReason, raw: isOurs ? (raw as Raw) : {} };
}

/** Dates are revived. */
export function responseOf(stored: Raw["response"]): ResponseMetadata | undefined {
  if (stored === undefined) return undefined;
  const { timestamp, ...rest } = stored;
  return timestamp === undefined ? rest : { ...rest, timestamp: new Date(timestamp) };
}

/** What the caller is told of the cache: `providerMetadata.octavec`. */
export function octavecMetadata(answer: Omit<WrappedAnswer, "response">): Record<string, JsonValue> {
  const { hit, tier, similarity, entryId, ageMs, savedTokens, savedCost, stale, shared, reason } = answer;
  const facts = { hit, tier, similarity, entryId, ageMs, savedTokens, savedCost, stale, shared, reason };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Record<
    string,
    JsonValue
  >;
}

/** Whether a text is JSON that fits a JSON schema. A schema that zod cannot read is not applied. */
function isWanted(text: string, schema: unknown): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return schema === undefined || (validatorOf(schema)?.safeParse(value).success ?? true);
  } catch {
    return false;
  }
}

function validatorOf(schema: unknown): z.ZodType | undefined {
  try {
    return z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  } catch {
    return undefined;
  }
}

function textOf(parts: readonly AnswerPart[]): string {
  return parts.map(({ type, text }) => (type === "text" ? text : "")).join("");
}

/** A copy without what is undefined, or undefined for what JSON cannot hold, such as bytes. */
export function jsonOf(value: unknown): JsonValue | undefined {
  if (value === null || ["string", "boolean"].includes(typeof value)) return value as JsonValue;
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (Array.isArray(value)) {
    const items = value.map(jsonOf);
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  if (typeof value !== "object" || (Object.getPrototypeOf(value) ?? Object.prototype) !== Object.prototype) {
    return undefined;
  }
  const members: Record<string, JsonValue> = {};
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const copy = jsonOf(member);
    if (copy === undefined) return undefined;
    members[name] = copy;
  }
  return members;
}
