import type { VectorClient } from "../../src/index.js";
import { bm25, CollectionWords, loadStemmer, wordWeight } from "../../src/repository/words/index.js";

/** A document as a plain list of words. */
export interface ModelDocument {
  readonly length: number;
  readonly counts: ReadonlyMap<string, number>;
}

/** A document of the model from what the index is sent of a text. */
export function documentOf(words: CollectionWords, text: string): ModelDocument | undefined {
  const entry = words.entryOf(words.wordsOf({ body: text }));
  if (entry === "") return undefined;
  const [length, ...lines] = entry.split("\n");
  const counts = new Map(
    lines.map((line) => {
      const [word, count = "1"] = line.split(" ");
      return [word!, Number(count)] as const;
    }),
  );
  return { length: Number(length), counts };
}

export async function englishWords(): Promise<CollectionWords> {
  await loadStemmer("en");
  return new CollectionWords({ field: "body", language: "en" });
}

/** Every document with one of the words and its score, computed from scratch, best first. Ties in the order of the ids. */
export function rankByModel(
  documents: ReadonlyMap<string, ModelDocument>,
  words: readonly string[],
): { id: string; score: number }[] {
  const all = [...documents.values()];
  const total = all.reduce((sum, { length }) => sum + length, 0);
  const totals = { documents: all.length, averageLength: total / all.length };
  const weights = new Map(
    words.map((word) => [word, wordWeight(totals, all.filter(({ counts }) => counts.has(word)).length)]),
  );
  return [...documents]
    .flatMap(([id, { length, counts }]) => {
      const terms = words.flatMap((word) => {
        const count = counts.get(word);
        return count === undefined ? [] : [{ weight: weights.get(word)!, count: Math.min(255, count) }];
      });
      return terms.length === 0 ? [] : [{ id, score: bm25(terms, length, totals) }];
    })
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}

/** The index as it lies in Redis, decoded: documents with their words, and the totals. */
export async function readIndex(client: VectorClient, key: string) {
  const reply = (await client.sendCommand(["HGETALL", key], { binary: true })) as readonly Buffer[];
  const fields = new Map<string, Buffer>();
  for (let at = 0; at < reply.length; at += 2) fields.set(String(reply[at]), reply[at + 1]!);
  const idOf = new Map<number, string>();
  for (const [field, value] of fields) if (field[0] === "i") idOf.set(Number(field.slice(1)), String(value));
  const postings = new Map<string, Map<string, number>>();
  for (const [field, value] of fields) {
    if (field[0] !== "w") continue;
    const [word, place] = field.slice(1).split(" ");
    if (String(value) === "*") continue;
    const list = postings.get(word!) ?? new Map<string, number>();
    let before = -1;
    for (let at = 0; at < value.length; at += 3) {
      const now = value.readUInt16BE(at);
      if (now <= before) throw new Error(`The list of ${word} is not in order.`);
      before = now;
      const [region, part] = place!.split(".");
      if (part !== undefined && now >> 8 !== Number(part)) throw new Error(`A part of ${word} holds others.`);
      list.set(idOf.get(Number(region) * 8_192 + now) ?? `nobody ${now}`, value[at + 2]!);
    }
    postings.set(word!, list);
  }
  const lengths = new Map<string, number>();
  for (const [number, id] of idOf)
    lengths.set(id, fields.get(`l${Math.floor(number / 64)}`)!.readUInt16BE((number % 64) * 2));
  const having = new Map<string, number>();
  for (const [field, value] of fields) if (field[0] === "n") having.set(field.slice(1), Number(value));
  const total = (name: string) => Number(fields.get(name) ?? 0);
  const free = [...fields].reduce(
    (sum, [field, value]) => sum + (field[0] === "f" ? value.length / 4 : 0),
    0,
  );
  return {
    postings,
    lengths,
    having,
    documents: total("tdocs"),
    length: total("tlength"),
    next: total("tnext"),
    free: total("tfree"),
    listedFree: free,
    divided: [...fields].filter(([field, value]) => field[0] === "w" && String(value) === "*").length,
    entries: [...fields.keys()].filter((field) => field[0] === "d").length,
  };
}

/** What `readIndex` should return for these documents, but for the numbers. */
export function expectedIndex(documents: ReadonlyMap<string, ModelDocument>) {
  const postings = new Map<string, Map<string, number>>();
  for (const [id, { counts }] of documents) {
    for (const [word, count] of counts) {
      const list = postings.get(word) ?? new Map<string, number>();
      postings.set(word, list.set(id, Math.min(255, count)));
    }
  }
  return {
    postings,
    lengths: new Map([...documents].map(([id, { length }]) => [id, length])),
    having: new Map([...postings].map(([word, list]) => [word, list.size])),
    documents: documents.size,
    length: [...documents.values()].reduce((sum, { length }) => sum + length, 0),
    entries: documents.size,
  };
}
