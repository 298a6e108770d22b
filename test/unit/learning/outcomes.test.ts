import { expect, it, vi } from "vitest";
import type { CacheEntry, Substitution } from "../../../src/cache/contract/index.js";
import type { IdentifiedRequest } from "../../../src/cache/question/index.js";
import type { LinkHook } from "../../../src/learning/alerts.js";
import { CategoryCounts } from "../../../src/learning/contract/counts.js";
import { Outcomes } from "../../../src/learning/outcomes.js";
import { fakeHost } from "../../helpers/policy-host.js";

const IDENTITY = { entryId: "asked", text: "a question", prompt: "a question" } as IdentifiedRequest;

/** A miss whose best candidate has the answer `candidate`, and then the answer that was made. What the words are told. */
async function afterMiss(
  substitution: Substitution | undefined,
  answer: { readonly response: string; readonly answerId?: string },
  link?: LinkHook,
): Promise<[string, boolean][]> {
  const told: [string, boolean][] = [];
  const settled = vi.fn();
  const outcomes = new Outcomes({
    host: { ...fakeHost(), readEntry: async () => ({ response: "stored" }) as CacheEntry },
    policy: {
      name: "p",
      neighbours: 1,
      decide: () => ({ serve: undefined, reason: "none" }),
      learn: settled,
    },
    audits: false,
    counts: { byCategory: new CategoryCounts(), byArm: new CategoryCounts() },
    link,
    audited: () => {},
    compared: ({ answerId }, isSame) => told.push([answerId, isSame]),
    merged: () => {},
  });
  const weighed = { answerId: "candidate", entryId: "e", probability: 0.5, cut: 0.9 };
  outcomes.lookedUp({
    identity: IDENTITY,
    result: { hit: false, reason: "policy", why: {} },
    decision: { serve: undefined, reason: "too-unsure", weighed },
    substitution,
    durationMs: 1,
    embedMs: undefined,
  });
  outcomes.stored({
    identity: IDENTITY,
    answer,
    result: { stored: true, entryId: "asked", replaced: false },
    durationMs: 1,
  });
  await vi.waitFor(() => expect(settled).toHaveBeenCalledOnce());
  await outcomes.close();
  return told;
}

const of = (answerId: string): Substitution => ({ entryId: "e", answerId, words: [1, 2], context: 3 });
const differ: LinkHook = { isSame: async () => false };
const agree: LinkHook = { isSame: async () => true };

it("the answer after a miss tells whether the words may be exchanged", async () => {
  expect(await afterMiss(of("candidate"), { response: "x", answerId: "candidate" })).toEqual([
    ["candidate", true],
  ]);
  expect(await afterMiss(of("other"), { response: "x", answerId: "mine" })).toEqual([["other", false]]);
  expect(await afterMiss(undefined, { response: "x", answerId: "mine" })).toEqual([]);
});

it("with a hook that links answers, only the answer that it compared tells anything of the words", async () => {
  expect(await afterMiss(of("candidate"), { response: "in other words" }, agree)).toEqual([
    ["candidate", true],
  ]);
  expect(await afterMiss(of("candidate"), { response: "another" }, differ)).toEqual([["candidate", false]]);
  expect(await afterMiss(of("other"), { response: "another" }, differ)).toEqual([]);
});
