import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { canonicalizePrompt } from "../../../src/cache/index.js";
import { shuffled } from "../../bench/random.js";

/** A folder of texts that may exist next to a checkout and is not part of the project. */
const QUESTIONS_BESIDE = resolve(import.meta.dirname, "../../../../shared/data/clinc150.json");

/** A question and its answer. */
export interface LabelledQuestion {
  readonly text: string;
  /** Questions with the same label have the same answer. Each question out of scope has its own. */
  readonly answer: string;
  readonly inScope: boolean;
}

/**
 * Labelled questions in the format of CLINC150: a JSON object of lists of `[text, label]`, where lists named `oos…` are out of
 * scope. Returns at most `limit` questions in random order, with the same share out of scope; undefined if there is no file.
 */
export function labelledQuestions(
  file: string | undefined,
  limit: number,
  random: () => number,
): LabelledQuestion[] | undefined {
  const path = file ?? (existsSync(QUESTIONS_BESIDE) ? QUESTIONS_BESIDE : undefined);
  if (path === undefined) return undefined;
  const parsed: unknown = JSON.parse(readFileSync(path, "utf8"));
  if (typeof parsed !== "object" || parsed === null) throw new Error(`${path}: expected an object of lists.`);
  const questions = Object.entries(parsed).flatMap(([name, list]) => listOf(name, list));
  return shuffled(questions, random).slice(0, limit);
}

function listOf(name: string, list: unknown): LabelledQuestion[] {
  if (!Array.isArray(list)) return [];
  const inScope = !name.startsWith("oos");
  return list.flatMap((pair: unknown, index) => {
    if (!Array.isArray(pair) || typeof pair[0] !== "string" || typeof pair[1] !== "string") return [];
    const text = canonicalizePrompt(pair[0]);
    return text === "" ? [] : [{ text, inScope, answer: inScope ? pair[1] : `${name} ${index}` }];
  });
}
