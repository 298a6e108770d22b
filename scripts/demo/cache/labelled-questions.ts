import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { canonicalizePrompt } from "../../../src/cache/index.js";
import { shuffled } from "../../bench/random.js";

/** Beside a checkout there may be a folder of texts that is not part of the project. */
const QUESTIONS_BESIDE = resolve(import.meta.dirname, "../../../../shared/data/clinc150.json");

/** A question and which answer it has. */
export interface LabelledQuestion {
  readonly text: string;
  /** Questions of one label have one answer; those out of scope have each their own. */
  readonly answer: string;
  readonly inScope: boolean;
}

/**
 * Questions with labels in the format of CLINC150: JSON of lists of `[text, label]`, lists named `oos…` being out of scope.
 * In an order of their own, at most `limit` of them, the share of those out of scope kept. Undefined when there is no file.
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
