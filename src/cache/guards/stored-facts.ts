import { LRUCache } from "lru-cache";
import { extractFacts, type TextFacts } from "./text-facts.js";

const MOST = 1_000;

/** What the guards look for in stored questions: the same ones are met again and again, and finding it is most of a guard's time. */
export class StoredFacts {
  readonly #kept = new LRUCache<string, TextFacts>({ max: MOST });

  of(prompt: string): TextFacts {
    const known = this.#kept.get(prompt);
    if (known !== undefined) return known;
    const facts = extractFacts(prompt);
    this.#kept.set(prompt, facts);
    return facts;
  }
}
