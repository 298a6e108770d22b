import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SemanticCache } from "../../../src/cache/index.js";
import { createTestEmbedder } from "../../../src/embedding/index.js";
import { ScriptedExecutor } from "../../helpers/scripted-executor.js";

const dimension = 4;
const executor = new ScriptedExecutor();
const cache = new SemanticCache({
  client: { executor },
  embedder: createTestEmbedder({ dimension }),
  namespace: "n",
  tenant: "t",
});
const question = { prompt: "How do I reset my password?" };
const ENTRY_ID = "a".repeat(43);
const produce = async () => ({ response: "By mail." });
type Loose = Record<string, unknown>;

/** Every argument object of every call, with one more field. */
const calls: Record<string, (extra: Loose) => Promise<unknown>> = {
  "the request of lookup": (extra) => cache.lookup({ ...question, ...extra }),
  "the options of lookup": (extra) => cache.lookup(question, extra),
  "the request of store": (extra) => cache.store({ ...question, response: "By mail.", ...extra }),
  "the options of store": (extra) => cache.store({ ...question, response: "By mail." }, extra),
  "the request of wrap": (extra) => cache.wrap({ ...question, ...extra }, produce),
  "the options of wrap": (extra) => cache.wrap(question, produce, extra),
  "the request of explain": (extra) => cache.explain({ ...question, ...extra }),
  "the options of explain": (extra) => cache.explain(question, extra),
  "a scope": (extra) => cache.lookup({ ...question, scope: extra }),
  "a message": (extra) => cache.lookup({ messages: [{ role: "user", content: "Hello?", ...extra }] }),
  "the target of invalidate": (extra) => cache.invalidate({ entryId: ENTRY_ID, ...extra }),
  "the request in a target of invalidate": (extra) =>
    cache.invalidate({ near: { ...question, ...extra }, similarity: 0.9 }),
  "the options of invalidate": (extra) => cache.invalidate({ entryId: ENTRY_ID }, extra),
  "the options of stats": (extra) => cache.stats(extra),
  "the options of recentDays": (extra) => cache.recentDays(extra),
  feedback: (extra) => cache.feedback(ENTRY_ID, { correct: true, ...extra }),
  "the options of feedback": (extra) => cache.feedback(ENTRY_ID, { correct: true }, extra),
  "the options of warm": (extra) => cache.warm([], extra),
  "the options of warmMemory": (extra) => cache.warmMemory(extra),
  "the options of export": (extra) => cache.export(extra).next(),
  "the options of clearTenant": (extra) => cache.clearTenant(extra),
};

/** Field names that some argument has. */
const KNOWN = [
  ...[
    "prompt",
    "messages",
    "scope",
    "tags",
    "category",
    "threshold",
    "response",
    "answerId",
    "usage",
    "ttlMs",
  ],
  ...["signal", "includeText", "role", "content", "toolCalls", "entryId", "tag", "model", "tenant", "near"],
  ...[
    "similarity",
    "all",
    "correct",
    "tier",
    "remove",
    "limit",
    "around",
    "vectors",
    "batchSize",
    "onProgress",
  ],
  ...["system", "temperature", "tools", "responseFormat", "locale", "extra"],
];

describe("an unknown field is refused, and nothing is sent", () => {
  test.each(Object.entries(calls))("in %s", async (_, call) => {
    const name = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.constantFrom("metadata", "constructor", "toString", "temprature", "user", "Scope", "cacheable"),
    );
    await fc.assert(
      fc.asyncProperty(
        name.filter((field) => !KNOWN.includes(field) && field !== "__proto__"),
        async (field) => {
          await expect(call({ [field]: "x" })).rejects.toMatchObject({
            code: expect.stringMatching(/^INVALID_(ARGUMENT|OPTIONS)$/),
          });
          expect(executor.sent).toEqual([]);
        },
      ),
      { numRuns: 50 },
    );
  });
});

test.each(["model", "system", "temperature", "tools", "responseFormat", "locale", "extra"])(
  "%s beside scope is refused, and the message says that it belongs in scope",
  async (field) => {
    const misplaced = { ...question, ...{ [field]: 0 } };
    await expect(cache.wrap(misplaced, produce)).rejects.toThrow(`"${field}" belongs in "scope"`);
  },
);

test("a scope's field beside scope does not compile, also when it is spread", () => {
  const settings = { model: "m", system: "You answer in German." };
  // @ts-expect-error: it would be ignored.
  const refused = () => cache.lookup({ ...question, ...settings });
  expect(refused).toBeTypeOf("function");
});

test("an answer of the producer with an unknown field is refused", async () => {
  const wrapped = cache.wrap(question, async () => ({ response: "By mail.", metadata: {} }));
  await expect(wrapped).rejects.toThrow(/answer of the producer: unknown field "metadata"/);
});

test("a slip of the keyboard is answered with the name that was meant", async () => {
  const slip: Loose = { treshold: 0.9 };
  await expect(cache.lookup({ ...question, ...slip })).rejects.toThrow('Did you mean "threshold"?');
});
