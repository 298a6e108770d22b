import { expect, it } from "vitest";
import type { BoundPolicy } from "../../../src/cache/contract/index.js";
import { OctavecError } from "../../../src/errors/index.js";
import { evidence, observed } from "../../../src/learning/index.js";
import { fakeHost } from "../../helpers/policy-host.js";

const refused = { code: "INVALID_ARGUMENT" };
const IDENTITY = {
  entryId: "question",
  scopeId: "scope",
  text: "a question",
  prompt: "A question?",
  tags: [],
  category: undefined,
  model: undefined,
};

/** A look-up by meaning that missed, and the answer that was stored after it. */
function miss({ policy, observer }: BoundPolicy, answerId: string): void {
  const neighbour = {
    entryId: "stored",
    similarity: 0.9,
    answerId: "A",
    ageMs: 0,
    wordHashes: new Uint32Array(0),
  };
  const query = {
    text: IDENTITY.text,
    entryId: IDENTITY.entryId,
    wordHashes: new Uint32Array(0),
    threshold: 0.99,
    floor: undefined,
    category: undefined,
  };
  const decision = policy.decide(query, [neighbour]);
  const result = { hit: false, reason: "policy", why: { nearestSimilarity: 0.9 } } as const;
  observer?.lookedUp?.({ identity: IDENTITY, result, decision, durationMs: 1, embedMs: undefined });
  const stored = { stored: true, entryId: IDENTITY.entryId, replaced: false } as const;
  const answer = { response: "an answer", answerId };
  observer?.stored?.({ identity: IDENTITY, answer, result: stored, durationMs: 1 });
}

it("methods are refused until a cache has the policy, and for tenants whose cache has another one", async () => {
  const decision = evidence();
  await expect(decision.quality()).rejects.toMatchObject({ ...refused, message: /no cache has this policy/ });
  await expect(decision.unlink("x")).rejects.toMatchObject(refused);
  decision.bind(fakeHost());
  expect(await decision.quality()).toMatchObject({ tenant: "acme", policy: "evidence" });
  await expect(decision.quality({ tenant: "globex" })).rejects.toMatchObject(refused);
});

it("serves the caches of many tenants, each with what it learned itself; the first one is asked by default", async () => {
  const decision = evidence();
  const [acme, globex] = [fakeHost(), fakeHost({ tenant: "globex" })].map((host) => decision.bind(host));
  miss(acme!, "A");
  miss(acme!, "A");
  miss(globex!, "A");
  const labels = async (tenant?: string) => (await decision.quality({ tenant })).model?.labels;
  expect([await labels(), await labels("acme"), await labels("globex")]).toEqual([2, 2, 1]);
  await globex?.close?.();
  await expect(decision.quality({ tenant: "globex" })).rejects.toMatchObject(refused);
  // The first one can still be asked after its cache was closed, until another cache takes its place.
  await acme?.close?.();
  expect(await labels()).toBe(2);
  decision.bind(fakeHost({ tenant: "initech" }));
  expect((await decision.quality()).tenant).toBe("initech");
});

it("does nothing in Redis before the first use, and at the end writes what was learned; closed twice, once", async () => {
  const host = fakeHost();
  const bound = evidence().bind(host);
  miss(bound, "A");
  await bound.close?.();
  expect(host.executor.names).toEqual([]);
  const used = fakeHost();
  const started = evidence().bind(used);
  started.start?.();
  miss(started, "A");
  await Promise.all([started.close?.(), started.close?.()]);
  // What it writes goes through a script, which gets the commands as arguments.
  const writes = used.executor.sent.flatMap((step) =>
    "transaction" in step || step[0] !== "EVALSHA" ? [] : [step.map(String)],
  );
  expect(writes.map((words) => words.filter((word) => word === "XADD").length)).toEqual([1, 0]);
  expect(writes.map((words) => words.includes("HSET"))).toEqual([false, true]);
  expect(used.executor.names.at(-1)).toBe("EVALSHA");
});

it("reports what keeps it from exchanging what was learned, at once and at the end", async () => {
  const down = () => new OctavecError("CONNECTION_LOST", "The connection was lost.");
  const host = fakeHost({ script: down });
  const bound = evidence({ syncMs: 600_000 }).bind(host);
  bound.start?.();
  await expect.poll(() => host.failures).toEqual(["learning: The connection was lost."]);
  await bound.close?.();
  expect(host.failures).toHaveLength(2);
});

it("a producer that fails in an audit is reported; one whose answer must not be compared is no audit", async () => {
  const host = fakeHost();
  const decision = observed({ policy: "threshold", audits: { share: 1, maxConcurrent: 3 } });
  const bound = decision.bind(host);
  audit(bound, () => Promise.reject(new Error("The producer failed.")));
  audit(bound, async () => undefined);
  audit(bound, async () => ({ response: "another answer" }));
  await expect.poll(() => host.failures).toEqual(["audit: The producer failed."]);
  const auditsWritten = async () => {
    await decision.quality();
    return JSON.stringify(host.executor.sent).match(/"audits:","\d+"/g);
  };
  await expect.poll(auditsWritten).toEqual(['"audits:","1"']);
});

function audit(bound: BoundPolicy, produce: () => Promise<{ response: string } | undefined>): void {
  const hit = {
    hit: true,
    tier: "semantic",
    prompt: "A question?",
    response: "stored",
    similarity: 0.9,
    entryId: "stored",
    answerId: "A",
    ageMs: 0,
    createdAtMs: 0,
    stale: false,
    tags: [],
    usage: undefined,
    why: {},
  } as const;
  const decision = { serve: "stored", reason: "similar-enough" };
  bound.audit?.({ hit, decision, category: undefined, question: "A question?" }, produce);
}

it("options that are unknown, out of range or no functions are refused", () => {
  const invalid = expect.objectContaining({ code: "INVALID_OPTIONS" });
  const wrong: unknown[] = [
    { errorBudget: 0 },
    { audits: { share: 2 } },
    { drift: { windowSize: 10 } },
    { clusters: { maxAnswers: 0 } },
    { threshold: 0.9 },
    { link: { isSame: "yes" } },
    { onAlert: "tell me" },
  ];
  for (const options of wrong) {
    expect(() => evidence(JSON.parse(JSON.stringify(options))), JSON.stringify(options)).toThrow(invalid);
  }
  expect(() => observed(JSON.parse('{"policy":"guess"}'))).toThrow(invalid);
});

it("invalidates a cluster by its answers, around their centroids, and only one that was reported", async () => {
  const unit = (...values: number[]) => Float32Array.from(values);
  const entries = [
    { entryId: "e1", scopeId: "s", answerId: "A", vector: unit(1, 0) },
    { entryId: "e2", scopeId: "s", answerId: "B", vector: unit(0.9, 0.1) },
    { entryId: "e3", scopeId: "s", answerId: "C", vector: unit(0, 1) },
    { entryId: "e4", scopeId: "s", answerId: "C", vector: undefined },
  ];
  const host = fakeHost({ entries });
  const decision = evidence();
  const bound = decision.bind(host);
  const clusters = await decision.clusters();
  expect(clusters.map(({ answers }) => answers)).toEqual([["A", "B"], ["C"]]);
  const [first] = clusters;
  expect(await decision.invalidateCluster(first?.id ?? "")).toBe(1);
  expect(host.removed).toMatchObject([
    { scopeId: "s", answerIds: new Set(["A", "B"]), around: [{ entryIds: ["e1"] }, { entryIds: ["e2"] }] },
  ]);
  bound.observer?.flushed?.();
  await expect(decision.invalidateCluster(first?.id ?? "")).rejects.toMatchObject(refused);
});
