import { expect, inject, test } from "vitest";
import { z } from "zod";
import { openCache } from "../../../helpers/cache.js";
import { collect } from "../../../helpers/collect.js";
import { SDK_VERSIONS } from "./sdk-versions.js";

const PROMPT = "how do I reset the password of my account";
const REWORDED = "how do I reset the password of my account please";
const TEXT = { content: [{ type: "text", text: "Use the link in the mail." }] };
const RICH = {
  content: [
    { type: "reasoning", text: "It is a link.", providerMetadata: { anthropic: { signature: "s1" } } },
    { type: "source", sourceType: "url", id: "1", url: "https://example.org/reset" },
    { type: "text", text: "Use the link." },
  ],
  providerMetadata: { anthropic: { stop: 1 } },
};

for (const { name, sdk, cached } of SDK_VERSIONS) {
  const { generateText, streamText, Output, tool, stepCountIs } = sdk;
  const url = inject("redisUrl");
  const open = async () => (await openCache(url, { threshold: 0.85 })).cache;

  test(`${name}: a question that was asked before, or means the same, is answered without the model`, async () => {
    const { model, calls } = cached([TEXT], { cache: await open() });
    const first = await generateText({ model, prompt: PROMPT });
    expect(first.providerMetadata?.octavec).toMatchObject({ hit: false });
    expect(first.usage.outputTokens).toBe(2);
    for (const prompt of [PROMPT, REWORDED]) {
      const again = await generateText({ model, prompt });
      expect(again.text).toBe("Use the link in the mail.");
      expect(again.usage).toMatchObject({ inputTokens: 0, outputTokens: 0, totalTokens: 0 });
      expect(again.finishReason).toBe("stop");
      expect(again.response).toMatchObject({
        id: "r1",
        modelId: "large-1",
        timestamp: new Date(1_700_000_000_000),
      });
      expect(again.providerMetadata?.octavec).toMatchObject({
        hit: true,
        savedTokens: 42,
        entryId: expect.any(String),
      });
    }
    expect(calls()).toBe(1);
  });

  test(`${name}: a generated answer is streamed, and a streamed one is generated, with all of its parts`, async () => {
    const cache = await open();
    for (const [prompt, order] of [
      ["who are you", ["generate", "stream"]],
      ["where are you", ["stream", "generate"]],
    ] as const) {
      const { model, calls } = cached([RICH], { cache, replay: { chunk: "word" } });
      for (const way of order) {
        const result =
          way === "generate" ? await generateText({ model, prompt }) : streamText({ model, prompt });
        if (way === "stream") await (result as ReturnType<typeof streamText>).consumeStream();
        expect(await result.text).toBe("Use the link.");
        expect(await result.reasoningText).toBe("It is a link.");
        expect((await result.reasoning)[0]).toMatchObject({
          providerMetadata: { anthropic: { signature: "s1" } },
        });
        expect(await result.sources).toMatchObject([{ url: "https://example.org/reset" }]);
        expect(await result.finishReason).toBe("stop");
        expect((await result.response).modelId).toBe("large-1");
        expect((await result.providerMetadata)?.anthropic).toEqual({ stop: 1 });
      }
      expect(calls()).toBe(1);
    }
  });

  test(`${name}: a hit is streamed in pieces, and its usage is zero`, async () => {
    const cache = await open();
    const { model, calls } = cached([TEXT], { cache, replay: { chunk: "word" } });
    const first = streamText({ model, prompt: PROMPT });
    expect((await collect(first.textStream)).join("")).toBe("Use the link in the mail.");
    expect((await first.usage).outputTokens).toBe(2);
    const again = streamText({ model, prompt: REWORDED });
    expect(await collect(again.textStream)).toEqual(["Use ", "the ", "link ", "in ", "the ", "mail."]);
    expect(await again.usage).toMatchObject({ inputTokens: 0, outputTokens: 0 });
    expect((await again.providerMetadata)?.octavec).toMatchObject({ hit: true, savedTokens: 42 });
    expect(calls()).toBe(1);
  });

  test(`${name}: another model, system prompt, temperature or tenant asks the model`, async () => {
    const cache = await open();
    const { model, calls } = cached([TEXT], { cache });
    await generateText({ model, prompt: PROMPT });
    await generateText({ model, prompt: PROMPT, system: "Answer in German." });
    await generateText({ model, prompt: PROMPT, temperature: 2 });
    await generateText({ model, prompt: PROMPT, providerOptions: { octavec: { tenant: "other" } } });
    expect(calls()).toBe(4);
  });

  test(`${name}: an object is stored only if it fits its schema`, async () => {
    const cache = await open();
    const wrong = { content: [{ type: "text", text: '{"days":"three"}' }] };
    const right = { content: [{ type: "text", text: '{"days":3}' }] };
    const { model, calls } = cached([wrong, right], { cache });
    const ask = () =>
      generateText({
        model,
        prompt: PROMPT,
        output: Output.object({ schema: z.object({ days: z.number() }) }),
      });
    await expect(ask().then(({ output }) => output)).rejects.toThrow();
    expect((await ask()).output).toEqual({ days: 3 });
    expect((await ask()).output).toEqual({ days: 3 });
    expect(calls()).toBe(2);
  });

  test(`${name}: calls of tools and answers that were cut are not stored, and later steps of an agent are not looked up`, async () => {
    const cache = await open();
    const call = { type: "tool-call", toolCallId: "1", toolName: "weather", input: '{"city":"Oslo"}' };
    const { model, calls } = cached([{ content: [call], finishReason: "tool-calls" }, TEXT], { cache });
    const weather = tool({ inputSchema: z.object({ city: z.string() }), execute: async () => "rain" });
    const ask = () => generateText({ model, prompt: PROMPT, tools: { weather }, stopWhen: stepCountIs(3) });
    expect((await ask()).text).toBe("Use the link in the mail.");
    expect((await ask()).text).toBe("Use the link in the mail.");
    expect(calls()).toBe(4);
    const cut = cached([{ ...TEXT, finishReason: "length" }], { cache });
    for (let time = 0; time < 2; time++) await generateText({ model: cut.model, prompt: "a long story" });
    expect(cut.calls()).toBe(2);
  });

  test(`${name}: one call can do without the cache, or do without the model`, async () => {
    const cache = await open();
    const { model, calls } = cached([TEXT], { cache });
    const ask = (octavec: Record<string, string | boolean>) =>
      generateText({ model, prompt: PROMPT, maxRetries: 0, providerOptions: { octavec } });
    await expect(ask({ onlyIfCached: true })).rejects.toMatchObject({ code: "NOT_CACHED" });
    await ask({});
    expect((await ask({ bypass: true })).providerMetadata?.octavec).toMatchObject({
      hit: false,
      reason: "bypass",
    });
    expect((await ask({ refresh: true })).providerMetadata?.octavec).toMatchObject({ reason: "refresh" });
    expect((await ask({ onlyIfCached: true })).providerMetadata?.octavec).toMatchObject({ hit: true });
    expect(calls()).toBe(3);
    await expect(ask({ ttl: "1h" })).rejects.toThrow("ttlMs");
  });

  test(`${name}: an error of the model reaches the caller, and nothing is stored`, async () => {
    const cache = await open();
    let calls = 0;
    const broken = {
      get content(): object[] {
        if (++calls === 1) throw new Error("overloaded");
        return TEXT.content;
      },
    };
    const { model } = cached([broken], { cache });
    await expect(generateText({ model, prompt: PROMPT, maxRetries: 0 })).rejects.toThrow("overloaded");
    expect((await generateText({ model, prompt: PROMPT })).text).toBe("Use the link in the mail.");
  });
}
