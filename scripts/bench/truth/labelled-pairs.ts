import { readFileSync } from "node:fs";
import { z } from "zod";
import { halfOf, type PairItem, readPairCorpus } from "./pair-corpus.js";

/**
 * `paraphrase`: one answer fits both. `minimal`: two answers, and the wording differs in little else. `crossed`: two answers, one
 * question against a paraphrase of the other.
 */
type PairKind = "paraphrase" | "minimal" | "crossed";

/** Two questions, and whether one answer fits both. */
export interface LabelledPair {
  readonly a: string;
  readonly b: string;
  readonly kind: PairKind;
  readonly family: string;
  readonly language: string;
}

const LINE = z.object({
  a: z.string().min(1),
  b: z.string().min(1),
  same: z.boolean(),
  family: z.string().min(1).default("all"),
  language: z.string().min(1).default("en"),
});

/** The pairs of the test half of the project's corpus. */
export function corpusPairs(): LabelledPair[] {
  return readPairCorpus()
    .filter(({ id }) => halfOf(id) === "test")
    .flatMap(pairsOf);
}

/** The pairs of a JSONL file of `{"a", "b", "same"}`, where `family` and `language` may stand, too. @throws Error for another line. */
export function filePairs(path: string): LabelledPair[] {
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.flatMap((line, at) => {
    if (line.trim() === "") return [];
    const parsed = LINE.safeParse(JSON.parse(line));
    if (!parsed.success) throw new Error(`${path}, line ${at + 1}: ${z.prettifyError(parsed.error)}`);
    const { same, ...pair } = parsed.data;
    return [{ ...pair, kind: same ? ("paraphrase" as const) : ("minimal" as const) }];
  });
}

export function isRight({ kind }: LabelledPair): boolean {
  return kind === "paraphrase";
}

function pairsOf({ a, b, aParaphrase, bParaphrase, family, language }: PairItem): LabelledPair[] {
  const about = { family, language };
  return [
    { ...about, kind: "minimal", a, b },
    { ...about, kind: "crossed", a, b: bParaphrase },
    { ...about, kind: "crossed", a: aParaphrase, b },
    { ...about, kind: "paraphrase", a, b: aParaphrase },
    { ...about, kind: "paraphrase", a: b, b: bParaphrase },
  ];
}
