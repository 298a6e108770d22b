import { isUtf8 } from "node:buffer";
import { decodeFloat32Blob } from "../../commands/index.js";
import type { ErrorCode } from "../../errors/index.js";
import type { Line } from "./byte-lines.js";
import type { MigrationRecord, RejectedRecord } from "./source.js";

/** The record in a line of a JSONL file, or the reject if the line holds none. */
export function parseJsonlRecord(line: Line): MigrationRecord | RejectedRecord {
  const at = `Line at byte ${line.start}`;
  const refuse = (code: ErrorCode, problem: string, id?: string): RejectedRecord => {
    return { ...(id === undefined ? {} : { id }), code, reason: `${at}: ${problem}` };
  };
  if (line.tooLong) return refuse("INVALID_ARGUMENT", "longer than 16 MiB.");
  const parsed = parse(line.bytes);
  if (parsed === undefined) {
    return refuse(
      "INVALID_ARGUMENT",
      line.unended ? "the file ends in the middle of the line." : "expected a JSON object.",
    );
  }
  const { id, vector: given, attributes, extra, expiresAtMs } = parsed;
  if (typeof id !== "string") return refuse("INVALID_ARGUMENT", `id: expected text, got ${kindOf(id)}.`);
  const vector = vectorOf(given);
  if (typeof vector === "string") return refuse("INVALID_VECTOR", vector, id);
  if (attributes !== undefined && attributes !== null && !isObject(attributes)) {
    return refuse("INVALID_ATTRIBUTES", `attributes: expected an object, got ${kindOf(attributes)}.`, id);
  }
  return {
    id,
    vector,
    ...(isObject(attributes) ? { attributes } : {}),
    ...(extra === undefined ? {} : { extra: JSON.stringify(extra) }),
    ...(typeof expiresAtMs === "number" ? { expiresAtMs } : {}),
  };
}

/**
 * The record as one line, with its newline. The vector is base64 of little-endian float32 values: exact, and a third of the
 * size of numbers as text.
 */
export function formatJsonlRecord({ id, vector, attributes, extra, expiresAtMs }: MigrationRecord): string {
  const bytes = Buffer.alloc(4 * vector.length);
  for (const [place, component] of vector.entries()) bytes.writeFloatLE(component, 4 * place);
  const body: unknown = extra === undefined ? undefined : JSON.parse(extra);
  const fields = { id, vector: bytes.toString("base64"), attributes, extra: body, expiresAtMs };
  return `${JSON.stringify(fields)}\n`;
}

/** The vector, or a sentence about what is wrong with it. */
function vectorOf(given: unknown): Float32Array | string {
  if (typeof given === "string") {
    const blob = Buffer.from(given, "base64");
    // `Buffer.from` skips invalid characters, so the result is encoded again and compared.
    const isBase64 = blob.toString("base64").replace(/=+$/, "") === given.replace(/=+$/, "");
    if (!isBase64 || blob.length === 0 || blob.length % 4 !== 0) {
      return "vector: expected base64 of float32 values.";
    }
    return decodeFloat32Blob(blob);
  }
  if (!Array.isArray(given)) return `vector: expected a list of numbers or base64, got ${kindOf(given)}.`;
  const wrong = given.findIndex((component) => typeof component !== "number");
  return wrong === -1 ? Float32Array.from(given) : `vector: expected a number at position ${wrong}.`;
}

function parse(bytes: Buffer): Readonly<Record<string, unknown>> | undefined {
  if (!isUtf8(bytes)) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : value === undefined ? "nothing" : `a ${typeof value}`;
}
