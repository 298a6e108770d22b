import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";

/** The pair corpus of this checkout. */
export const PAIRS_FOLDER = resolve(import.meta.dirname, "../../../test/fixtures/pairs");

const ITEM = z.strictObject({
  id: z.string().min(1),
  family: z.string().min(1),
  kind: z.string().min(1).optional(),
  language: z.string().length(2),
  a: z.string().min(1),
  b: z.string().min(1),
  aParaphrase: z.string().min(1),
  bParaphrase: z.string().min(1),
});

/** Two questions that need different answers, with a paraphrase of each. */
export type PairItem = z.infer<typeof ITEM>;

export type Half = "development" | "test";

/** Rules are written with the development half. Only totals of the test half are looked at. */
export function halfOf(id: string): Half {
  const [first = 0] = createHash("sha256").update(id).digest();
  return first % 2 === 1 ? "test" : "development";
}

/** All items of the corpus, by file and line. @throws Error that names the line which is no item. */
export function readPairCorpus(folder = PAIRS_FOLDER): PairItem[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
  return files.sort().flatMap((name) =>
    readFileSync(join(folder, name), "utf8")
      .trimEnd()
      .split("\n")
      .map((line, at) => {
        const parsed = ITEM.safeParse(JSON.parse(line));
        if (parsed.success) return parsed.data;
        throw new Error(`${name}, line ${at + 1}: ${z.prettifyError(parsed.error)}`);
      }),
  );
}
