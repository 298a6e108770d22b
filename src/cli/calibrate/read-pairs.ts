import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { canonicalizePrompt } from "../../cache/index.js";
import { UsageError } from "../terminal/usage-error.js";

/** Two questions or their similarity, and whether one answer fits both. */
export type PairLine =
  | { readonly a: string; readonly b: string; readonly same: boolean }
  | { readonly similarity: number; readonly same: boolean };

const EXPECTED =
  'expected {"a":"text","b":"text","same":true} or {"similarity":0.91,"same":true}, "similarity" from -1 to 1';

/**
 * Reads the pair of each line that is not blank.
 *
 * @throws UsageError that names the invalid line, or the signal's reason.
 */
export async function readPairs(path: string, signal: AbortSignal): Promise<PairLine[]> {
  const pairs: PairLine[] = [];
  const input = createReadStream(path, { encoding: "utf8" });
  let number = 0;
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      signal.throwIfAborted();
      number++;
      const text = number === 1 ? line.replace(/^\uFEFF/, "") : line;
      if (text.trim() !== "") pairs.push(pairOf(text, number));
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof UsageError) throw error;
    throw new UsageError(`--pairs: ${path} cannot be read`);
  } finally {
    input.destroy();
  }
  if (pairs.length === 0) throw new UsageError(`--pairs: ${path} has no pairs; ${EXPECTED}`);
  return pairs;
}

/** The error does not repeat the line, which may be the question of a customer. */
function pairOf(line: string, number: number): PairLine {
  const bad = (what: string) => new UsageError(`--pairs: line ${number} ${what}; ${EXPECTED}`);
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw bad("is no JSON");
  }
  if (typeof value !== "object" || value === null) throw bad("is no object");
  const { a, b, similarity, same } = value as Readonly<Record<string, unknown>>;
  if (typeof same !== "boolean") throw bad('has no "same" that is true or false');
  if (similarity !== undefined) {
    if (typeof similarity === "number" && similarity >= -1 && similarity <= 1 + 1e-6)
      return { similarity, same };
    throw bad('has a "similarity" that is no cosine');
  }
  if (!isText(a) || !isText(b)) throw bad('has neither a "similarity" nor two texts "a" and "b"');
  return { a, b, same };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && canonicalizePrompt(value) !== "";
}
