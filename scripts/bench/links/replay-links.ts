import { setTimeout } from "node:timers/promises";
import { SemanticCache } from "../../../src/cache/index.js";
import type { Embedder } from "../../../src/embedding/index.js";
import type { VectorClient } from "../../../src/index.js";
import { evidence, type LinkHook } from "../../../src/learning/index.js";
import type { LabelledQuestion } from "../../demo/cache/labelled-questions.js";
import { clearTenant } from "../quality/clear-tenant.js";

const NAMESPACE = "bench";
const TENANT = "links";
/** Comparisons that may be under way when the next question is asked: a stream of users is slower than this one. */
const UNDER_WAY = 4;

export interface LinkReplay {
  readonly questions: readonly LabelledQuestion[];
  /** Makes the answer of a label, in new words. */
  readonly wordingOf: (label: string) => string;
  /** Share of the answers that come without an answer id. */
  readonly unnamedShare: number;
  readonly errorBudget: number;
  readonly link: LinkHook | undefined;
  readonly random: () => number;
}

/** Shares of all questions. */
export interface LinkPass {
  readonly hitRate: number;
  readonly errorRate: number;
  /** Of the stored entries, at the end. */
  readonly unlinkedShare: number;
  /** What decided at the end. */
  readonly mode: string;
  /** Pairs that the hook was asked about, by what is right and what it said. */
  readonly links: { right: number; wrong: number; denied: number; deniedWrongly: number; untold: number };
}

/** Asks the questions one after the other of an empty cache, whose model words each answer anew and names only some of them. */
export async function replayLinks(
  client: VectorClient,
  embedder: Embedder,
  { questions, wordingOf, unnamedShare, errorBudget, link, random }: LinkReplay,
): Promise<LinkPass> {
  await clearTenant(client, NAMESPACE, TENANT);
  const labels = new Map<string, string>();
  const links = { right: 0, wrong: 0, denied: 0, deniedWrongly: 0, untold: 0 };
  let underWay = 0;
  const counted: LinkHook | undefined = link && {
    ...link,
    maxConcurrent: 100,
    async isSame(question, answers, options) {
      underWay++;
      const said = await link.isSame(question, answers, options).finally(() => underWay--);
      const isSame = labels.get(answers[0]) === labels.get(answers[1]);
      if (said === true) links[isSame ? "right" : "wrong"]++;
      else if (said === false) links[isSame ? "deniedWrongly" : "denied"]++;
      else links.untold++;
      return said;
    },
  };
  const decision = evidence({ errorBudget, link: counted });
  const cache = new SemanticCache({
    client,
    embedder,
    namespace: NAMESPACE,
    tenant: TENANT,
    decision,
    guards: false,
    memory: false,
    timeoutMs: 10_000,
    ttlMs: "never",
    maxEntries: 1_000_000,
  });
  let [hits, wrong] = [0, 0];
  for (const { text, answer } of questions) {
    const result = await cache.wrap({ prompt: text }, async () => {
      const response = wordingOf(answer);
      labels.set(response, answer);
      return random() < unnamedShare ? { response } : { response, answerId: answer };
    });
    while (underWay > UNDER_WAY) await setTimeout(1);
    if (result.hit) hits++;
    if (labels.get(result.response) !== answer) wrong++;
  }
  const { unlinkedShare = 0, mode } = await decision.quality();
  await cache.close();
  const all = questions.length;
  return { hitRate: hits / all, errorRate: wrong / all, unlinkedShare, mode, links };
}
