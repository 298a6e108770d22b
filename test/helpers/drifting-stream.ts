import { gaussian, seededRandom } from "../../scripts/bench/random.js";
import type { Neighbour } from "../../src/cache/contract/index.js";
import type { EvidencePolicy } from "../../src/learning/evidence/evidence-policy.js";

const DIMENSION = 24;
/** Length of what differs between the questions of a topic; that of the topic is 1. */
const SPREAD = 0.55;
/** The same between the two topics of a pair. */
const PAIR_SPREAD = 0.8;
const WORDS_OF_TOPIC = 6;
const NEIGHBOURS = 20;
/** Of the questions, this share is asked once only and has an answer of its own. */
const ONE_OFFS = 0.05;

interface StoredEntry {
  readonly vector: Float64Array;
  readonly neighbour: Omit<Neighbour, "similarity">;
}

export interface Phase {
  readonly lookups: number;
  /** Topics that are asked about: numbers from `first` on, up to `last`. */
  readonly first: number;
  readonly last: number;
  /** The right answer of a topic; another one than before where the answer has changed. */
  readonly answerOf: (topic: number) => string;
}

/** What happened in one phase. */
export interface PhaseCounts {
  readonly hits: number;
  readonly wrong: number;
}

/**
 * Questions about topics, and a cache of them in memory, with an {@link EvidencePolicy} that decides and learns. Two topics each
 * lie close together, so that votes can be wrong.
 */
export class DriftingStream {
  readonly #policy: EvidencePolicy;
  readonly #random: () => number;
  readonly #topics = new Map<number, Float64Array>();
  readonly #entries: StoredEntry[] = [];
  #asked = 0;

  constructor(policy: EvidencePolicy, seed: number) {
    this.#policy = policy;
    this.#random = seededRandom(seed);
  }

  /** Asks one question after the other, as many as the phase has. */
  run({ lookups, first, last, answerOf }: Phase): PhaseCounts {
    let [hits, wrong] = [0, 0];
    for (let lookup = 0; lookup < lookups; lookup++) {
      const isOneOff = this.#random() < ONE_OFFS;
      const topic = isOneOff ? -1 - this.#asked : first + Math.floor((last - first + 1) * this.#random());
      const isRight = this.#ask(topic, isOneOff ? `one-off ${topic}` : answerOf(topic));
      if (isRight === undefined) continue;
      hits++;
      if (!isRight) wrong++;
    }
    return { hits, wrong };
  }

  /** Stores questions about topics with another tenant's answers, which are wrong here. */
  importForeign(count: number, first: number, last: number): void {
    for (let entry = 0; entry < count; entry++) {
      const topic = first + Math.floor((last - first + 1) * this.#random());
      this.#store(this.#question(topic), `another tenant's ${topic}`);
    }
  }

  /** Undefined for a miss. */
  #ask(topic: number, answerId: string): boolean | undefined {
    const policy = this.#policy;
    const question = this.#question(topic);
    const decision = policy.decide(
      { ...question, text: "", entryId: "", threshold: 0.9, floor: undefined, category: undefined },
      this.#nearest(question.vector),
    );
    const isHit = decision.serve !== undefined;
    if (!isHit) {
      this.#store(question, answerId);
      policy.learn(decision, { answerId, from: "miss" });
    } else if (this.#random() < policy.auditChance(decision)) {
      policy.learn(decision, { answerId, from: "audit" });
    }
    if (policy.model.needsFit) policy.model.fit();
    return isHit ? decision.weighed?.answerId === answerId : undefined;
  }

  #question(topic: number): { vector: Float64Array; wordHashes: Uint32Array } {
    this.#asked++;
    const noise = this.#direction();
    const vector = this.#vectorOf(topic).map((value, i) => value + SPREAD * noise[i]!);
    const words = Array.from({ length: WORDS_OF_TOPIC }, (_, word) => 1_000 + 10 * (topic + 100_000) + word);
    const said = words.filter(() => this.#random() < 0.5);
    const filler = Array.from({ length: 2 }, () => Math.floor(200 * this.#random()));
    return { vector: unit(vector), wordHashes: Uint32Array.from([...said, ...filler]).sort() };
  }

  #vectorOf(topic: number): Float64Array {
    const known = this.#topics.get(topic);
    if (known !== undefined) return known;
    const isSecond = topic > 0 && topic % 2 === 1;
    const first = isSecond ? this.#vectorOf(topic - 1) : new Float64Array(DIMENSION);
    const own = this.#direction();
    const vector = unit(first.map((value, i) => value + (isSecond ? PAIR_SPREAD : 1) * own[i]!));
    this.#topics.set(topic, vector);
    return vector;
  }

  #direction(): Float64Array {
    return unit(Float64Array.from({ length: DIMENSION }, () => gaussian(this.#random)));
  }

  #store(question: { vector: Float64Array; wordHashes: Uint32Array }, answerId: string): void {
    const { vector, wordHashes } = question;
    const neighbour = { entryId: String(this.#entries.length), answerId, ageMs: 0, wordHashes };
    this.#entries.push({ vector, neighbour });
    this.#policy.stored({ wordHashes, answerId, isNamed: true });
  }

  #nearest(vector: Float64Array): Neighbour[] {
    const similarities = Float64Array.from(this.#entries, (entry) => dot(entry.vector, vector));
    const least = similarities.toSorted().at(-NEIGHBOURS) ?? -1;
    return this.#entries
      .flatMap(({ neighbour }, at) => {
        const similarity = similarities[at]!;
        return similarity >= least ? [{ ...neighbour, similarity }] : [];
      })
      .sort((a, b) => b.similarity - a.similarity);
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function unit(vector: Float64Array): Float64Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
