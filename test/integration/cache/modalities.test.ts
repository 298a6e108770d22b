import { expect, it } from "vitest";
import {
  type AnswerCandidate,
  type ExportedEntry,
  type HookOptions,
  type LookupEvent,
  thresholdPolicy,
} from "../../../src/cache/index.js";
import { createTestEmbedder, EmbeddingCache } from "../../../src/embedding/index.js";
import { openCache, type TestCacheOptions } from "../../helpers/cache.js";
import { onEachServer } from "../../helpers/servers.js";

const embedder = createTestEmbedder({ dimension: 512, modalities: ["text", "image", "code"] });
/** Of one content in two modalities the similarity is about 0.5; of two contents about 0. */
const modalityThresholds = { "text-image": 0.35, "image-text": 0.35, "image-image": 0.9, "code-code": 0.8 };
const JOINT: TestCacheOptions = { embedder, modalityThresholds, threshold: 0.9 };

/** The test embedder reads what is on a picture from its bytes. */
const picture = (content: string) => new Uint8Array(Buffer.from(content));
const BICYCLE = { image: picture("a red bicycle") };

onEachServer(({ url }) => {
  it("a text question is answered by an entry that was made from an image", async () => {
    const { cache, another } = await openCache(url, JOINT);
    const stored = await cache.store({ prompt: BICYCLE, response: "Model 7, in stock." });
    expect(stored).toMatchObject({ stored: true });
    const hit = { hit: true, tier: "semantic", response: "Model 7, in stock.", modality: "image" };
    for (const asking of [cache, another()]) {
      const found = await asking.lookup({ prompt: "a red bicycle" });
      expect(found).toMatchObject({ ...hit, why: { policy: "threshold", threshold: 0.35 } });
      expect(found).toMatchObject({ similarity: expect.closeTo(0.5, 1) });
    }
    expect(await cache.lookup({ prompt: "opening hours on sunday" })).toMatchObject({ hit: false });
  });

  it("an image question is answered by an entry that was made from a text, and by one of another image of the same", async () => {
    const { cache } = await openCache(url, { ...JOINT, memory: false });
    await cache.store({ prompt: { text: "a red bicycle" }, response: "from a text" });
    expect(await cache.lookup({ prompt: BICYCLE })).toMatchObject({
      response: "from a text",
      tier: "semantic",
    });
    await cache.store({ prompt: { image: picture("A RED BICYCLE") }, response: "from an image" });
    expect(await cache.lookup({ prompt: BICYCLE })).toMatchObject({
      response: "from an image",
      modality: "image",
      similarity: expect.closeTo(1, 3),
      why: { threshold: 0.9 },
    });
  });

  it("a text is answered by a text first, although an entry of an image would answer it, too", async () => {
    const { cache } = await openCache(url, JOINT);
    await cache.store({ prompt: BICYCLE, response: "from an image" });
    await cache.store({ prompt: "a red red bicycle", response: "from a text" });
    const found = await cache.lookup({ prompt: "a red bicycle" });
    expect(found).toMatchObject({ response: "from a text", why: { threshold: 0.9 } });
    expect(found).not.toHaveProperty("modality");
  });

  it("modalities whose pair has no threshold do not answer each other, and a call can only raise one", async () => {
    const { cache, another } = await openCache(url, JOINT);
    await cache.store({ prompt: BICYCLE, response: "from an image" });
    const strict = another({ modalityThresholds: { "image-text": 0.1 } });
    expect(await strict.lookup({ prompt: "a red bicycle" })).toMatchObject({
      hit: false,
      reason: "not-found",
    });
    const near = { image: picture("A RED BICYCLE") };
    expect(await strict.lookup({ prompt: near })).toMatchObject({ hit: false, reason: "not-found" });
    expect(await cache.lookup({ prompt: "a red bicycle", threshold: 0.7 })).toMatchObject({ hit: false });
    expect(await cache.lookup({ prompt: "a red bicycle", threshold: 0.1 })).toMatchObject({ hit: true });
  });

  it("an image is found by the hash of its bytes, also without an embedder", async () => {
    const { cache, another } = await openCache(url, { embedder: undefined });
    const prompt = { image: picture("some bytes") };
    await cache.store({ prompt, scope: { model: "large" }, response: "seen" });
    const hit = { hit: true, response: "seen", modality: "image", similarity: 1 };
    const copy = { image: Buffer.from("some bytes") };
    expect(await cache.lookup({ prompt: copy, scope: { model: "large" } })).toMatchObject({
      ...hit,
      tier: "memory",
    });
    const fresh = another();
    expect(await fresh.lookup({ prompt: copy, scope: { model: "large" } })).toMatchObject({
      ...hit,
      tier: "exact",
    });
    const others = [
      { prompt, scope: { model: "small" } },
      { prompt: { image: picture("other bytes") }, scope: { model: "large" } },
      { prompt: { code: "some bytes" }, scope: { model: "large" } },
      { prompt: "some bytes", scope: { model: "large" } },
    ];
    for (const other of others) expect(await fresh.lookup(other)).toMatchObject({ hit: false });
  });

  it("an embedder of texts does not keep images from being found by their bytes", async () => {
    const { cache } = await openCache(url);
    const lookedUp = () => cache.lookup({ prompt: BICYCLE });
    expect(await lookedUp()).toMatchObject({ hit: false, reason: "embeddings-off" });
    const made = await cache.wrap({ prompt: BICYCLE }, async () => ({ response: "made" }));
    expect(made).toMatchObject({ hit: false, response: "made" });
    expect(await lookedUp()).toMatchObject({ hit: true, response: "made" });
  });

  it("guards compare words within a modality, and none between modalities", async () => {
    const { cache } = await openCache(url, {
      ...JOINT,
      modalityThresholds: { ...modalityThresholds, "text-code": 0.3 },
    });
    const code = "select the name of all users with limit 10";
    await cache.store({ prompt: { code }, response: "ten" });
    expect(await cache.lookup({ prompt: { code: code.replace("10", "12") } })).toMatchObject({
      hit: false,
      reason: "guard",
    });
    const found = await cache.lookup({ prompt: code.replace("10", "12") });
    expect(found).toMatchObject({ hit: true, modality: "code" });
    expect(found.why.guards?.map(({ verdict }) => verdict)).toEqual(Array(7).fill("not-applicable"));
  });

  it("callers with the same image at the same time share one call of the producer", async () => {
    const { cache } = await openCache(url, JOINT);
    let calls = 0;
    const ask = () =>
      cache.wrap({ prompt: { image: picture("one picture") } }, async () => ({
        response: `call ${++calls}`,
      }));
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(answers.map(({ response }) => response)).toEqual(["call 1", "call 1", "call 1"]);
    const found = await cache.wrap({ prompt: "one picture" }, async () => ({ response: "made" }));
    expect(found).toMatchObject({ hit: true, response: "call 1", modality: "image" });
  });

  it("a session keeps what was made of an image, and says that it was one", async () => {
    const { cache } = await openCache(url, JOINT);
    const ask = () =>
      cache.wrap({ prompt: BICYCLE }, async () => ({ response: "seen" }), { session: "s", private: true });
    expect(await ask()).toMatchObject({ hit: false });
    expect(await ask()).toMatchObject({ hit: true, tier: "session", modality: "image" });
  });

  it("an explanation lists the entries of each modality that may answer, with the thresholds of their pairs", async () => {
    const { cache } = await openCache(url, JOINT);
    const { entryId } = (await cache.store({ prompt: BICYCLE, response: "from an image" })) as {
      entryId: string;
    };
    await cache.store({ prompt: "a green house", response: "from a text" });
    const { result, identity, candidates, threshold } = await cache.explain({ prompt: "a red bicycle" });
    expect(result).toMatchObject({ hit: true, entryId });
    expect(identity).toMatchObject({ modality: "text" });
    expect(threshold).toEqual({ value: 0.9, from: "cache" });
    expect(candidates).toMatchObject([
      { modality: "text", reachesThreshold: false, isServed: false },
      { modality: "image", reachesThreshold: true, isServed: true, entryId },
    ]);
    const ofImage = await cache.explain({ prompt: BICYCLE });
    expect(ofImage.threshold).toEqual({ value: 0.9, from: "modalities" });
    expect(ofImage.identity).toMatchObject({
      modality: "image",
      text: expect.stringMatching(/^image \S{27}$/),
    });
    const ofCode = await cache.explain({ prompt: { code: "exit 1" } });
    expect(ofCode).toMatchObject({ threshold: { value: 0.8, from: "modalities" }, candidates: [] });
  });

  it("a judge is given the image itself, and told the modality of the entry", async () => {
    const asked: [string, AnswerCandidate, HookOptions][] = [];
    const accept = async (...call: [string, AnswerCandidate, HookOptions]) => asked.push(call) > 0;
    const { cache } = await openCache(url, { ...JOINT, judge: { accept } });
    await cache.store({ prompt: "a red bicycle", response: "from a text" });
    await cache.lookup({ prompt: BICYCLE });
    await cache.store({ prompt: BICYCLE, response: "from an image" });
    await cache.lookup({ prompt: "a bicycle that is red" });
    expect(asked).toMatchObject([
      [expect.stringMatching(/^image /), { prompt: "a red bicycle" }, { input: BICYCLE }],
      ["a bicycle that is red", { modality: "image" }, {}],
    ]);
    expect(asked[1]?.[2]).not.toHaveProperty("input");
  });

  it("a decision policy neither decides on images nor hears of them", async () => {
    const heard: LookupEvent[] = [];
    const policy = { ...thresholdPolicy, name: "own" };
    const decision = {
      name: "own",
      bind: () => ({ policy, observer: { lookedUp: (event: LookupEvent) => heard.push(event) } }),
    };
    const { cache } = await openCache(url, { ...JOINT, decision });
    await cache.store({ prompt: BICYCLE, response: "from an image" });
    const near = await cache.lookup({ prompt: { image: picture("A RED BICYCLE") } });
    expect(near).toMatchObject({ hit: true, why: { policy: "threshold" } });
    expect(heard).toEqual([]);
    await cache.lookup({ prompt: "a red bicycle" });
    expect(heard).toMatchObject([
      { result: { hit: true, why: { policy: "threshold" } }, decision: undefined },
    ]);
  });

  it("images move with an export if their vectors do, and can be invalidated like texts", async () => {
    const { cache } = await openCache(url, JOINT);
    await cache.store({ prompt: BICYCLE, tags: ["bikes"], response: "from an image" });
    await cache.store({ prompt: { code: "exit 1\r\n" }, response: "from code" });
    const rows: ExportedEntry[] = [];
    for await (const row of cache.export()) rows.push(row);
    expect(rows.map(({ modality }) => modality).sort()).toEqual(["code", "image"]);

    expect(await cache.invalidate({ tag: "bikes" })).toMatchObject({ entries: 1 });
    expect(await cache.lookup({ prompt: "a red bicycle" })).toMatchObject({ hit: false });
    expect(await cache.warm(rows)).toMatchObject({ done: 2 });
    expect(await cache.lookup({ prompt: "a red bicycle" })).toMatchObject({ hit: true, modality: "image" });
    expect(await cache.lookup({ prompt: { code: "exit 1\n" } })).toMatchObject({
      hit: true,
      modality: "code",
    });

    const bare = rows.map(({ vector: _, ...row }) => row);
    const report = await cache.warm(bare);
    expect(report).toMatchObject({ done: 1, failed: 1 });
    expect(report.problems[0]?.problem).toMatch(/an export does not hold images/);

    const near = { prompt: { image: picture("A RED BICYCLE") } };
    expect(await cache.invalidate({ near, similarity: 0.9 })).toMatchObject({ entries: 1 });
    expect(await cache.lookup({ prompt: BICYCLE })).toMatchObject({ hit: false });
  });

  it("questions of all modalities are warmed in one run", async () => {
    const { cache } = await openCache(url, JOINT);
    const questions = [{ prompt: BICYCLE }, { prompt: "how do I pay" }, { prompt: { code: "exit 1" } }];
    const report = await cache.warm(
      questions.map((question, i) => ({ ...question, response: `answer ${i}` })),
    );
    expect(report).toMatchObject({ done: 3 });
    expect(await cache.lookup({ prompt: "a red bicycle" })).toMatchObject({ response: "answer 0" });
    expect(await cache.lookup({ prompt: "how do I pay" })).toMatchObject({ response: "answer 1" });
    expect(await cache.lookup({ prompt: { code: "exit 1" } })).toMatchObject({ response: "answer 2" });
  });

  it("an embedding cache before the embedder keeps the texts and passes the images on", async () => {
    const { client, namespace } = await openCache(url, JOINT);
    const cached = new EmbeddingCache({ client, embedder, namespace });
    const inputs = [{ text: "a red bicycle" }, BICYCLE, { text: "a house" }];
    const vectors = await embedder.embedInputs?.(inputs);
    expect(await cached.embedInputs(inputs)).toEqual(vectors);
    expect(await cached.embedInputs(inputs)).toEqual(vectors);
    expect(cached.stats()).toMatchObject({ hits: 2, misses: 2 });
    const { cache } = await openCache(url, { ...JOINT, embedder: cached });
    await cache.store({ prompt: BICYCLE, response: "from an image" });
    expect(await cache.lookup({ prompt: "a red bicycle" })).toMatchObject({ hit: true, modality: "image" });
  });
});
