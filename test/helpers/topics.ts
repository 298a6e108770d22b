import { seededRandom } from "../../scripts/bench/random.js";
import type { WrappedAnswer } from "../../src/cache/answer/context/wrap-types.js";
import type { CacheRequest } from "../../src/cache/question/cache-request.js";
import type { SemanticCache } from "../../src/cache/semantic-cache.js";
import { type EvidenceDecision, type EvidenceOptions, evidence } from "../../src/learning/index.js";
import { NO_SWEEP } from "./cache.js";

/** Nothing but the policy has a part in decisions. */
export const PLAIN = { memory: false, guards: false, timings: NO_SWEEP } as const;

/** Evidence that is exchanged quickly. One object for each cache object, so that each can be asked by itself. */
export function learns(options: EvidenceOptions = {}): EvidenceDecision {
  return evidence({ syncMs: 10, ...options });
}

/** A question of a topic: worded like the others of its topic, and like none of another. */
export function questionOf(topic: number, variant: number): string {
  const words = ["alpha", "beta", "gamma", "delta"].map((word) => `${word}${topic}`);
  return `${words.join(" ")} v${topic}x${variant}`;
}

export interface TopicsOptions {
  readonly questions: number;
  readonly topics?: number;
  readonly seed?: number;
  /** Of the answers. Default: the topic. */
  readonly answerOf?: (topic: number, variant: number) => { response: string; answerId?: string };
  readonly request?: Partial<CacheRequest>;
}

export interface TopicsResult {
  readonly hits: number;
  /** Among the last hundred. */
  readonly lateHits: number;
  readonly wrong: number;
  readonly calls: number;
  readonly answers: readonly WrappedAnswer[];
}

/** Asks random questions of some topics, one after the other; the model knows the topic. */
export async function askTopics(
  cache: SemanticCache,
  { questions, topics = 10, seed = 1, answerOf = namedAnswer, request = {} }: TopicsOptions,
): Promise<TopicsResult> {
  const random = seededRandom(seed);
  const answers: WrappedAnswer[] = [];
  let [hits, lateHits, wrong, calls] = [0, 0, 0, 0];
  for (let index = 0; index < questions; index++) {
    const topic = Math.floor(topics * random());
    const variant = seed * 1_000_000 + index;
    const answer = await cache.wrap({ ...request, prompt: questionOf(topic, variant) }, async () => {
      calls++;
      return answerOf(topic, variant);
    });
    answers.push(answer);
    if (answer.response !== answerOf(topic, variant).response) wrong++;
    if (!answer.hit) continue;
    hits++;
    if (index >= questions - 100) lateHits++;
  }
  return { hits, lateHits, wrong, calls, answers };
}

function namedAnswer(topic: number): { response: string; answerId: string } {
  return { response: `answer ${topic}`, answerId: `answer ${topic}` };
}
