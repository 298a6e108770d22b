import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { embedCorpus } from "../../demo/steps/embed-corpus.js";
import { prepareCorpus } from "../../demo/steps/prepare-corpus.js";
import { dealSet, type TestSet } from "./test-set.js";

/** Beside a checkout there may be a folder of texts that is not part of the project. */
const TEXTS_BESIDE = resolve(import.meta.dirname, "../../../../shared/data/clinc150.json");
/** Questions that are embedded: 1,000 queries, 1,000 to calibrate on, the rest stored. About a minute, then cached. */
const QUESTIONS = 6_400;
const QUESTION_QUERIES = 1_000;
/** As many passages as the demo takes, so that both use the same cached embeddings. */
const PASSAGES = 2_000;
const PASSAGE_QUERIES = 400;

/**
 * Real sentence embeddings from the bundled encoder: user questions (`--texts FILE`, or CLINC150 where it lies beside
 * the checkout; says so when there are none), and passages of the documentation in `node_modules`.
 */
export async function sentenceSets(
  options: { texts: string | undefined; seed: number },
  signal: AbortSignal,
): Promise<TestSet[]> {
  const { texts = existsSync(TEXTS_BESIDE) ? TEXTS_BESIDE : undefined, seed } = options;
  const sets: TestSet[] = [];
  if (texts === undefined) {
    console.log(
      "ABSENT: user questions. Name a file of texts with --texts (CLINC150 as JSON, or one text per line).",
    );
  } else {
    const questions = evenly([...new Set(readTexts(texts))], QUESTIONS);
    const vectors = await embed(questions, signal);
    const about = `${questions.length} texts of ${texts.split("/").pop()}, sentence encoder`;
    sets.push(
      dealSet({ name: "questions", about, kind: "sentences" }, vectors, { queries: QUESTION_QUERIES, seed }),
    );
  }
  const corpus = prepareCorpus({
    path: undefined,
    queries: [],
    json: undefined,
    keep: false,
    limit: PASSAGES,
  });
  const { stored, heldOut } = await embedCorpus(corpus, signal);
  const about = "passages of the documentation in node_modules, sentence encoder";
  sets.push(
    dealSet({ name: "passages", about, kind: "sentences" }, [...stored, ...heldOut], {
      queries: PASSAGE_QUERIES,
      seed,
    }),
  );
  return sets;
}

async function embed(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
  const nowhere = { package: "", version: "", source: "", section: "" };
  const passages = texts.map((text, i) => ({ id: String(i), text, ...nowhere }));
  return (await embedCorpus({ stored: passages, heldOut: [] }, signal)).stored;
}

/** A text file with one text per line, or JSON: lists, in objects or not, whose first strings are the texts. */
function readTexts(file: string): string[] {
  const content = readFileSync(file, "utf8");
  const texts = file.endsWith(".json") ? textsOf(JSON.parse(content)) : content.split("\n");
  return texts.map((text) => text.trim()).filter((text) => text !== "");
}

/** `["text", "label"]` is one text with its label; any other list or object holds more of the same. */
function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return typeof value[0] === "string" ? [value[0]] : value.flatMap(textsOf);
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

/** At most `count` of the items, evenly spread: topics lie side by side in such files. */
function evenly<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]!);
}
