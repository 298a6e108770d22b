import type { Embedder } from "../../../embedding/index.js";
import { type KnownFields, OctavecError, requireKnownFields } from "../../../errors/index.js";
import { prepareVector, type VectorInput } from "../../../repository/index.js";
import { responseFingerprint } from "../../../text/index.js";
import type { Answer, GivenAnswer } from "../../contract/index.js";
import { canonicalJson } from "../../question/index.js";
import { decodeResponse, encodeResponse } from "../context/response-text.js";

const MAX_PARTS = 10_000;

const STRUCTURED: KnownFields = {
  what: "response",
  fields: ["content", "finishReason", "model", "raw"],
  otherNames: new Map([
    ["parts", "content"],
    ["finish_reason", "finishReason"],
    ["message", "raw"],
  ]),
};

/**
 * Checks an answer that a caller gave. An answer in parts is copied.
 *
 * @param what - How messages name the call, for example `store`.
 * @throws OctavecError `INVALID_ARGUMENT`.
 */
export function receivedAnswer(what: string, { response, ...about }: GivenAnswer): Answer {
  if (typeof response === "string") return { ...about, response };
  if (typeof response !== "object" || response === null) {
    const got = response === null ? "null" : typeof response;
    throw refused(what, `expected { response }, a string or { content: [parts] }; got ${got}`);
  }
  requireKnownFields(response, STRUCTURED);
  const { content, finishReason, model } = response;
  if (!Array.isArray(content) || content.length === 0 || content.length > MAX_PARTS) {
    throw refused(what, `content: expected a list of 1 to ${MAX_PARTS} parts`);
  }
  for (const [name, value] of Object.entries({ finishReason, model })) {
    if (value !== undefined && typeof value !== "string") throw refused(what, `${name}: expected a string`);
  }
  for (const [place, part] of content.entries()) checkPart(what, place, part);
  const json = canonicalJson(response, "response");
  const copy = decodeResponse(encodeResponse({ response: "", structured: response }));
  if (copy === undefined || copy === "corrupt") throw refused(what, "the parts cannot be stored as JSON");
  // Equal texts with different tool calls are different answers.
  const hasOtherParts = content.some(({ type }) => type !== "text");
  const answerId = about.answerId ?? (hasOtherParts ? responseFingerprint(json) : undefined);
  return { ...about, ...copy, answerId };
}

function checkPart(what: string, place: number, part: unknown): void {
  const type = typeof part === "object" && part !== null && "type" in part ? part.type : undefined;
  if (typeof type !== "string") throw refused(what, `content[${place}]: expected a part with a type`);
  if (type !== "text" && type !== "reasoning") return;
  const { text } = part as { text?: unknown };
  if (typeof text !== "string") throw refused(what, `content[${place}].text: expected a string`);
}

function refused(what: string, problem: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", `${what}: response: ${problem}.`);
}

/**
 * Checks and copies a vector that a caller gave.
 *
 * @throws OctavecError `INVALID_ARGUMENT`, `INVALID_VECTOR`, `DIMENSION_MISMATCH`.
 */
export function receivedVector(
  what: string,
  vector: VectorInput,
  embedder: Embedder | undefined,
): Float32Array {
  if (embedder === undefined) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `${what}: vector: the cache has no embedder whose vectors it could be compared with.`,
    );
  }
  return prepareVector(vector, { dimension: embedder.dimension }, `${what}: vector`);
}

/** Whether there is nothing to store: no text, and no part of another type. */
export function isEmptyAnswer({ response, structured }: Pick<Answer, "response" | "structured">): boolean {
  if (response.trim() !== "") return false;
  return (
    structured === undefined ||
    structured.content.every(({ type }) => type === "text" || type === "reasoning")
  );
}
