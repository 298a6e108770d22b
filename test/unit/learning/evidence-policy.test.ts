import { expect, it } from "vitest";
import { seededRandom } from "../../../scripts/bench/random.js";
import type { Decision, Neighbour } from "../../../src/cache/contract/decision-policy.js";
import { agreementPolicy } from "../../../src/cache/contract/named-policies.js";
import { EvidencePolicy } from "../../../src/learning/evidence/evidence-policy.js";
import { WEIGHT_COUNT } from "../../../src/learning/evidence/logistic-model.js";
import { ExperimentPolicy } from "../../../src/learning/experiment-policy.js";
import { evidence, fixedThreshold } from "../../../src/learning/policies.js";

const query = (more = {}) => ({
  text: "",
  entryId: "q",
  wordHashes: Uint32Array.of(1, 2),
  threshold: 0.9,
  floor: undefined,
  category: undefined,
  ...more,
});

function neighbours(answers: string, similarity: number): Neighbour[] {
  return [...answers].map((answerId, at) => ({
    entryId: `${answerId}${at}`,
    answerId,
    similarity: similarity - at / 100,
    ageMs: 0,
    wordHashes: answerId === "A" ? Uint32Array.of(1, 2) : Uint32Array.of(3),
  }));
}

/** A world in which the neighbourhood is right when it agrees. Gives the decisions of the last thousand look-ups. */
function live(policy: EvidencePolicy, lookups: number, { rightAnswer = "A", audits = 0.02, seed = 1 } = {}) {
  const random = seededRandom(seed);
  const results: { decision: Decision; agreed: boolean; isWrong: boolean }[] = [];
  for (let lookup = 0; lookup < lookups; lookup++) {
    const agreed = random() < 0.5;
    const decision = policy.decide(query(), neighbours(agreed ? "AAAAA" : "BCDEF", 0.7 + 0.2 * random()));
    const answerId = agreed ? (random() < 0.999 ? rightAnswer : "Z") : "Z";
    const isServed = decision.serve !== undefined;
    results.push({ decision, agreed, isWrong: isServed && decision.serve?.[0] !== answerId });
    if (!isServed) policy.learn(decision, { answerId, from: "miss" });
    else if (random() < audits) policy.learn(decision, { answerId, from: "audit" });
    if (policy.model.needsFit) policy.model.fit();
  }
  return results.slice(-1_000);
}

const settings = { errorBudget: 0.02, maxUnlinkedShare: 0.3 };

it("serves nothing untrained, then learns to serve where the neighbourhood agrees and only there", () => {
  const policy = new EvidencePolicy(settings);
  const untrained = policy.decide(query(), neighbours("AAAAA", 0.99));
  expect(untrained).toMatchObject({ serve: undefined, reason: "too-unsure", weighed: { probability: 0.5 } });
  const latest = live(policy, 4_000);
  const served = latest.filter(({ decision }) => decision.serve !== undefined);
  expect(served.length).toBeGreaterThan(400);
  expect(served.every(({ agreed }) => agreed)).toBe(true);
  expect(latest.filter(({ isWrong }) => isWrong).length).toBeLessThan(20);
});

it("obeys the floor of a category or call, and says why in numbers", () => {
  const policy = new EvidencePolicy(settings);
  live(policy, 4_000);
  const near = neighbours("AAAAA", 0.8);
  const served = policy.decide(query(), near);
  expect(served).toMatchObject({ serve: "A0", reason: "evidence" });
  expect(policy.decide(query({ floor: 0.85 }), near)).toMatchObject({
    serve: undefined,
    reason: "below-threshold",
  });
  const details = policy.details(served);
  expect(details?.verdict).toMatch(/would serve it/);
  expect(details?.features).toMatchObject({ similarity: 0.8, voteShare: 1 });
  expect(Object.keys(details?.weights ?? {})).toEqual(["intercept", ...Object.keys(details?.features ?? {})]);
});

it("trusts an entry less that misled once, and another answer's entry as before", () => {
  const policy = new EvidencePolicy(settings);
  live(policy, 4_000);
  const sure = () => policy.decide(query(), neighbours("AAAAA", 0.8));
  const other = () => policy.decide(query(), neighbours("BBBBB", 0.8)).weighed?.probability;
  const [before, otherBefore] = [sure(), other()];
  expect(before.serve).toBe("A0");
  policy.learn(before, { answerId: "Z", from: "audit" });
  expect(sure().weighed?.probability).toBeLessThan(before.weighed?.probability ?? 0);
  expect(sure().weighed?.probability).toBeLessThan(0.99);
  expect(other()).toBe(otherBefore);
});

it("counts nothing for an explanation, and learns from a decision once only", () => {
  const policy = new EvidencePolicy(settings);
  policy.decide(query({ isRehearsal: true }), neighbours("AAAAA", 0.8));
  expect(policy.model.lookups).toBe(0);
  const decision = policy.decide(query(), neighbours("AAAAA", 0.8));
  policy.learn(decision, { answerId: "A", from: "miss" });
  policy.learn(decision, { answerId: "A", from: "miss" });
  policy.learn({ serve: undefined, reason: "another's" }, { answerId: "A", from: "miss" });
  expect(policy.model.labels).toBe(1);
});

it("weighs by similarity whatever the reranker's order, and serves the entry that the reranker put first", () => {
  const policy = new EvidencePolicy(settings);
  const [first, ...rest] = neighbours("AAAAA", 0.8);
  const inOrder = policy.decide(query(), [first!, ...rest]).weighed;
  const reranked = policy.decide(query(), [...rest.toReversed(), first!]).weighed;
  expect(reranked?.probability).toBe(inOrder?.probability);
  expect([inOrder?.entryId, reranked?.entryId]).toEqual(["A0", "A4"]);
});

it("stops when the world turns and audits show it, then needs a strict threshold, and recovers by what it would have served", () => {
  const policy = new EvidencePolicy(settings);
  const modes: string[] = [];
  policy.listen({ labelled: () => {}, changed: (mode) => modes.push(mode) });
  live(policy, 4_000);
  expect(modes).toEqual([]);
  // Audits of another instance. With own ones, the answer would be doubted before the model is stopped.
  const x = new Float64Array(WEIGHT_COUNT).with(0, 1);
  for (let audit = 0; audit < 20; audit++)
    policy.take({ x, isRight: false, probability: 0.97, kind: "audit" });
  expect(modes).toEqual(["stopped"]);
  expect(policy.decide(query(), neighbours("AAAAA", 0.94)).serve).toBeUndefined();
  expect(policy.decide(query(), neighbours("AAAAA", 0.96))).toMatchObject({
    serve: "A0",
    reason: "stopped-similar-enough",
  });
  live(policy, 2_000, { audits: 0, seed: 3 });
  expect(modes).toEqual(["stopped", "evidence"]);
});

it("steps down to agreement and to the threshold where entries are not linked, and comes back", () => {
  const policy = new EvidencePolicy(settings);
  const modes: string[] = [];
  policy.listen({ labelled: () => {}, changed: (mode) => modes.push(mode) });
  const store = (answerId: string, isNamed: boolean) =>
    policy.stored({ wordHashes: Uint32Array.of(1), answerId, isNamed });
  for (let entry = 0; entry < 60; entry++) store("faq", true);
  for (let entry = 0; policy.mode === "evidence"; entry++) store(`only ${entry}`, false);
  expect(policy.links.unlinkedShare).toBeGreaterThan(0.3);
  expect(policy.links.unlinkedShare).toBeLessThan(0.34);
  expect(policy.decide(query(), neighbours("AAAAA", 0.95))).toMatchObject({
    serve: "A0",
    reason: "agreement-neighbours-agree",
  });
  expect(policy.decide(query(), neighbours("ABAAA", 0.95)).serve).toBeUndefined();
  for (let entry = 1_000; policy.mode === "agreement"; entry++) store(`only ${entry}`, false);
  expect(policy.decide(query(), neighbours("ABAAA", 0.95))).toMatchObject({
    reason: "threshold-similar-enough",
  });
  for (let entry = 0; entry < 2_000; entry++) store("faq", true);
  expect(modes).toEqual(["agreement", "threshold", "agreement", "evidence"]);
});

it("answers teach words only while entries are linked; feedback teaches them always", () => {
  const policy = new EvidencePolicy(settings);
  const words = [1, 2] as const;
  const inQuestion = (context: number) => ({ entryId: "e", answerId: "a", words, context });
  for (let context = 0; context < 3; context++) policy.compared(inQuestion(context), true);
  expect(policy.model.pairs.mayExchange(words)).toBe(true);
  policy.reset();
  expect(policy.model.pairs.mayExchange(words)).toBeUndefined();
  for (let entry = 0; policy.mode !== "threshold"; entry++) {
    policy.stored({ wordHashes: Uint32Array.of(1), answerId: `only ${entry}`, isNamed: false });
  }
  for (let context = 0; context < 3; context++) policy.compared(inQuestion(context), false);
  expect(policy.model.pairs.mayExchange(words)).toBeUndefined();
  const hit = { tier: "semantic", similarity: 0.9 } as const;
  for (let context = 0; context < 3; context++) {
    policy.judged({ ...hit, correct: false, substitution: inQuestion(context) });
  }
  expect(policy.model.pairs.mayExchange(words)).toBe(false);
});

it("agreement serves the nearest only if the second nearest has its answer", () => {
  expect(agreementPolicy.decide(query(), neighbours("AAB", 0.95)).serve).toBe("A0");
  expect(agreementPolicy.decide(query(), neighbours("ABA", 0.95))).toMatchObject({
    reason: "neighbours-disagree",
  });
  expect(agreementPolicy.decide(query(), neighbours("A", 0.95))).toMatchObject({
    reason: "no-second-neighbour",
  });
  expect(agreementPolicy.decide(query(), neighbours("AA", 0.8))).toMatchObject({ reason: "below-threshold" });
  expect(agreementPolicy.decide(query(), [])).toMatchObject({ reason: "no-neighbour" });
});

it("a threshold of its own holds instead of the cache's, but not below the floor", () => {
  const policy = fixedThreshold(0.8);
  expect(policy.decide(query(), neighbours("A", 0.82)).serve).toBe("A0");
  expect(policy.decide(query({ floor: 0.85 }), neighbours("A", 0.82)).serve).toBeUndefined();
  expect(() => fixedThreshold(1.5)).toThrow(expect.objectContaining({ code: "INVALID_ARGUMENT" }));
  const refused = expect.objectContaining({ code: "INVALID_OPTIONS" });
  expect(() => evidence({ errorBudget: 0 })).toThrow(refused);
  expect(() => evidence({ maxUnlinkedShare: -1 })).toThrow(refused);
});

it("serves less while it is tightened, also when it is reset meanwhile", () => {
  const hitsOf = (share: number) => {
    const policy = new EvidencePolicy(settings);
    policy.tighten(share);
    policy.reset();
    return live(policy, 3_000).filter(({ decision }) => decision.serve !== undefined).length;
  };
  expect(hitsOf(0.001)).toBeLessThan(hitsOf(1));
});

it("an experiment tightens both of its policies", () => {
  const shares: number[] = [];
  const a = { ...fixedThreshold(0.9), tighten: (share: number) => shares.push(share) };
  new ExperimentPolicy({ name: "x", a, b: fixedThreshold(0.8), shareOfB: 0.5 }).tighten(0.5);
  expect(shares).toEqual([0.5]);
});
