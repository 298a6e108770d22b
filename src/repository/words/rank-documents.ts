import type { Executor, Reply, SendOptions } from "../../executor.js";
import { listOf, readInteger, readList, readOptionalText, readText, unexpectedReply } from "../../reply.js";
import { SEARCH_WORDS } from "./search-words.lua.js";

/** A document that has words of a query. */
export interface RankedDocument {
  readonly id: string;
  /** BM25. */
  readonly score: number;
  /** Number in the index. Of equal scores the lower number comes first. */
  readonly number: number;
  /** As they are stored; undefined if the element or its attributes are gone. */
  readonly attributes: string | undefined;
}

/** Where the words of a query are looked for. */
export interface WordPlace {
  readonly executor: Executor;
  /** Keys of the vector set and of the words. */
  readonly keys: { readonly vectors: string; readonly words: string };
}

export interface WordQuery {
  /** Distinct stems. */
  readonly words: readonly string[];
  /** May be getters: they are read for each round trip. */
  readonly wait: Pick<SendOptions, "timeoutMs" | "signal">;
}

/**
 * The units of work of one call of the script. The longest call of the bench `words` took 5 ms of the server; its last part has up to
 * 256 entries for each word.
 */
const WORK_PER_CALL = 25_000;

/** How documents are scored, which stays the same for all pages of a query. */
interface Scoring {
  readonly documents: string;
  readonly averageLength: string;
  readonly weights: readonly string[];
}

/** The documents with the highest scores, page by page. Each page takes one round trip, and more if the words are frequent. */
export class DocumentRanking {
  #scoring: Scoring | undefined;
  #last: RankedDocument | undefined;

  constructor(
    private readonly place: WordPlace,
    private readonly query: WordQuery,
    private readonly workPerCall = WORK_PER_CALL,
  ) {}

  /** The next best documents; fewer than `limit` if no more follow. */
  async page(limit: number): Promise<RankedDocument[]> {
    if (this.query.words.length === 0) return [];
    const best: RankedDocument[] = [];
    let part = 0;
    do {
      const { documents, next } = await this.#ask(limit, part);
      best.push(...documents);
      part = next;
    } while (part !== -1);
    best.sort((a, b) => b.score - a.score || a.number - b.number);
    best.length = Math.min(best.length, limit);
    this.#last = best.at(-1) ?? this.#last;
    return best;
  }

  async #ask(limit: number, part: number): Promise<{ documents: RankedDocument[]; next: number }> {
    const { executor, keys } = this.place;
    const { words, wait } = this.query;
    const [scoring, last] = [this.#scoring, this.#last];
    const args = [
      String(limit),
      String(part),
      String(this.workPerCall),
      last === undefined ? "" : String(last.score),
      last === undefined ? "" : String(last.number),
      scoring?.documents ?? "",
      scoring?.averageLength ?? "",
      ...words.flatMap((word, place) => [word, scoring?.weights[place] ?? ""]),
    ];
    const call = { keys: [keys.vectors, keys.words], args };
    const { timeoutMs, signal } = wait;
    const reply = readList(WHAT, await SEARCH_WORDS.call(executor, call, { timeoutMs, signal }));
    const [documents = null, averageLength = null, next = null, weights = null, hits = null] = reply;
    this.#scoring ??= {
      documents: String(readInteger(WHAT, documents)),
      averageLength: readText(WHAT, averageLength),
      weights: readList(WHAT, weights).map((weight) => readText(WHAT, weight)),
    };
    return { documents: decodeHits(hits), next: readInteger(WHAT, next) };
  }
}

const WHAT = "The script that searches words";

function decodeHits(reply: Reply): RankedDocument[] {
  const list = listOf(reply);
  if (list.length % 4 !== 0) throw unexpectedReply(WHAT, "four values for each document", reply);
  const documents: RankedDocument[] = [];
  for (let at = 0; at < list.length; at += 4) {
    documents.push({
      score: Number(readText(WHAT, list[at])),
      number: readInteger(WHAT, list[at + 1]),
      id: readText(WHAT, list[at + 2]),
      attributes: readOptionalText(WHAT, list[at + 3]),
    });
  }
  return documents;
}
