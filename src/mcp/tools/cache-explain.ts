import { z } from "zod";
import { formatExplanation } from "../../cache/index.js";
import { cacheNamed, questionFields, requestOf } from "../caches/named-cache.js";
import { cutText } from "../contract/result-budget.js";
import { defineTool } from "../contract/tool.js";

export const cacheExplain = defineTool({
  name: "cache_explain",
  title: "Explain a look-up",
  description:
    "Says how a look-up of a question would go at this moment, step by step, and why: threshold and where it comes from, the nearest " +
    "entries with their similarities, and guards. Leaves nothing behind and counts nowhere.",
  of: "caches",
  right: "read",
  isDestructive: false,
  isIdempotent: true,
  input: z.strictObject(questionFields),
  output: z.object({
    hit: z.boolean(),
    summary: z.string(),
    threshold: z.number(),
    steps: z.array(
      z.object({
        step: z.string(),
        answer: z.string(),
        similarity: z.number().optional(),
        reason: z.string().optional(),
        errorCode: z.string().optional(),
      }),
    ),
    nearest: z.array(
      z.object({
        entryId: z.string(),
        prompt: z.string().optional(),
        similarity: z.number(),
        reachesThreshold: z.boolean(),
        rejectedBy: z.array(z.string()).describe("Guards that refused the entry."),
      }),
    ),
    explanation: z.string().describe("The same as lines of text, with every detail."),
  }),
  async run({ reach, signal }, { cache: name, ...question }) {
    const place = cacheNamed(reach, name);
    const explained = await place.cache.explain(requestOf(place, question), { signal });
    const { result, summary, threshold, steps, candidates } = explained;
    return {
      hit: result.hit,
      summary,
      threshold: threshold.value,
      steps: steps.map(({ step, answer, similarity, reason, errorCode }) => ({
        ...{ step, answer },
        ...(similarity === undefined ? {} : { similarity }),
        ...(reason === undefined ? {} : { reason }),
        ...(errorCode === undefined ? {} : { errorCode }),
      })),
      nearest: candidates.map((candidate) => {
        const { entryId, prompt, codeSimilarity, exactSimilarity, reachesThreshold, guards } = candidate;
        return {
          entryId,
          ...(prompt === undefined ? {} : { prompt: prompt.slice(0, MAX_PROMPT) }),
          similarity: exactSimilarity ?? codeSimilarity,
          reachesThreshold,
          rejectedBy: guards.filter(({ verdict }) => verdict === "reject").map(({ guard }) => guard),
        };
      }),
      explanation: cutText(formatExplanation(explained)).text,
    };
  },
});

/** Characters of a stored question that are shown. */
const MAX_PROMPT = 1_000;
