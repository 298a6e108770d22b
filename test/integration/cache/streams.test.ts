import { expect, it } from "vitest";
import { canonicalizePrompt, chunkFormat, type StructuredAnswer } from "../../../src/cache/index.js";
import { countingEmbedder, openCache } from "../../helpers/cache.js";
import { collect } from "../../helpers/collect.js";
import { onEachServer } from "../../helpers/servers.js";

const PROMPT = "how do I reset the password of my account";
const REWORDED = "how do I reset the password of my account please";
const ANSWER: StructuredAnswer = {
  content: [
    { type: "reasoning", text: "It is a link." },
    { type: "text", text: "Use the link: " },
    { type: "tool-call", id: "1", name: "makeLink", input: { for: "reset", days: [1, 2] } },
    { type: "text", text: "\u0000 ✓" },
  ],
  finishReason: "stop",
  model: "large-2",
  raw: { id: "msg_1", nested: [null, true] },
};

async function* pieces() {
  yield* ["Use ", "the ", "link."];
}

const unwanted = () => expect.fail("the producer was called");

onEachServer(({ url }) => {
  it("an answer in parts comes back as it was given: from memory, exactly, by meaning, by export and by wrap", async () => {
    const { cache, another } = await openCache(url, { threshold: 0.85 });
    await cache.store({ prompt: PROMPT, response: ANSWER, usage: { outputTokens: 9 } });
    const found = { hit: true, response: "Use the link: \u0000 ✓", structured: ANSWER };
    expect(await cache.lookup({ prompt: PROMPT })).toMatchObject({ ...found, tier: "memory" });
    expect(await another().lookup({ prompt: PROMPT })).toMatchObject({ ...found, tier: "exact" });
    expect(await another().lookup({ prompt: REWORDED })).toMatchObject({ ...found, tier: "semantic" });
    expect(await another().wrap({ prompt: PROMPT }, unwanted)).toMatchObject({
      ...found,
      usage: { outputTokens: 9 },
    });
    const rows = await collect(cache.export());
    const { cache: other } = await openCache(url, { threshold: 0.85 });
    expect(await other.warm(JSON.parse(JSON.stringify(rows)))).toMatchObject({ done: 1, failed: 0 });
    expect(await other.lookup({ prompt: PROMPT })).toMatchObject({ ...found, tier: "exact" });
    expect(await other.warm([{ ...rows[0]!, structured: { content: [] } }])).toMatchObject({ failed: 1 });
  });

  it("a streamed answer is found by lookup and wrap, and one of store is streamed", async () => {
    const { cache, another } = await openCache(url, { threshold: 0.85 });
    const made = await cache.wrapStream({ prompt: PROMPT }, pieces);
    expect(await collect(made.stream)).toEqual(["Use ", "the ", "link."]);
    expect(await made.answer).toMatchObject({ hit: false, entryId: expect.any(String) });
    expect(await another().lookup({ prompt: REWORDED })).toMatchObject({
      hit: true,
      response: "Use the link.",
    });
    await cache.store({ prompt: "who are you", response: ANSWER });
    const again = await another().wrapStream({ prompt: "who are you" }, unwanted, { format: chunkFormat });
    const { usage: _, ...finish } = {
      finishReason: "stop",
      model: "large-2",
      raw: ANSWER.raw,
      usage: undefined,
    };
    expect(await collect(again.stream)).toEqual([
      { type: "reasoning", text: "It is a link." },
      { type: "text", text: "Use the link: " },
      { type: "part", part: ANSWER.content[2] },
      { type: "text", text: "\u0000 ✓" },
      { type: "finish", ...finish },
    ]);
  });

  it("another process that asks meanwhile gets the answer when it is whole, of one producer", async () => {
    const { cache, another } = await openCache(url);
    let end = () => {};
    const held = new Promise<void>((resolve) => {
      end = resolve;
    });
    const leader = await cache.wrapStream({ prompt: PROMPT }, async function* () {
      yield "Use ";
      await held;
      yield "the link.";
    });
    const reading = collect(leader.stream);
    const waiting = another().wrapStream({ prompt: PROMPT }, unwanted);
    end();
    expect(await reading).toEqual(["Use ", "the link."]);
    const { stream, shared, hit } = await waiting;
    expect(await collect(stream)).toEqual(["Use the link."]);
    // The answer may have been stored just before the other process looked.
    expect(shared === true || hit).toBe(true);
  });

  it("an answer of a later format is a miss, and the next answer takes its place", async () => {
    const { cache, another, client, namespace } = await openCache(url);
    await cache.store({ prompt: PROMPT, response: "old" });
    const [key] = (await client.sendCommand(["KEYS", `{${namespace}:acme:cache}:0:e:*`])) as string[];
    await client.sendCommand(["HSET", key!, "r", "\u00007something"]);
    const fresh = another();
    expect(await fresh.lookup({ prompt: PROMPT })).toMatchObject({ hit: false });
    expect(await fresh.wrap({ prompt: PROMPT }, async () => ({ response: "new" }))).toMatchObject({
      response: "new",
    });
    expect(await another().lookup({ prompt: PROMPT })).toMatchObject({ hit: true, response: "new" });
  });
});

onEachServer(({ url }) => {
  it("a vector that was computed elsewhere is stored without a call of the embedder", async () => {
    const embedder = countingEmbedder();
    const [vector] = await embedder.embed([canonicalizePrompt(PROMPT)]);
    embedder.texts.length = 0;
    const { cache, another } = await openCache(url, { embedder, threshold: 0.85 });
    await cache.store({ prompt: PROMPT, response: "Use the link.", vector: vector! });
    const row = { prompt: "another question", response: "Yes.", vector: Array.from(vector!) };
    const wrong = { ...row, prompt: "a third one", vector: [1, 2] };
    expect(await cache.warm([row, wrong])).toMatchObject({ done: 1, failed: 1 });
    expect(embedder.texts).toEqual([]);
    expect(await another().lookup({ prompt: REWORDED })).toMatchObject({ hit: true, tier: "semantic" });
    const refused = cache.store({
      prompt: PROMPT,
      response: "x",
      vector: [Number.NaN, ...row.vector.slice(1)],
    });
    await expect(refused).rejects.toMatchObject({ code: "INVALID_VECTOR" });
  });
});
