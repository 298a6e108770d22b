import {
  AIMessage,
  type BaseMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
} from "@langchain/core/messages";
import { StringOutputParser } from "@langchain/core/output_parsers";
import type { ChatGeneration, LLMResult } from "@langchain/core/outputs";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { FakeListChatModel, FakeStreamingLLM } from "@langchain/core/utils/testing";
import { expect, inject, test } from "vitest";
import { OctavecCache } from "../../../../src/adapters/langchain/index.js";
import { SemanticCache } from "../../../../src/cache/index.js";
import { connect } from "../../../../src/index.js";
import { openCache, type TestCacheOptions } from "../../../helpers/cache.js";
import { ScriptedChatModel } from "./scripted-chat-model.js";

const PROMPT = "how do I reset the password of my account";
const REWORDED = "how do I reset the password of my account please";
const RICH = {
  id: "run-1",
  content: [
    { type: "text", text: "Use the link." },
    { type: "reasoning", reasoning: "It is a link." },
  ],
  response_metadata: { finish_reason: "stop", system_fingerprint: "fp" },
  additional_kwargs: { note: { deep: [1] } },
};

async function open(options: TestCacheOptions = {}) {
  const opened = await openCache(inject("redisUrl"), { threshold: 0.85, ...options });
  return { ...opened, answers: new OctavecCache({ cache: opened.cache }) };
}

/** What a model says of a call: the message, and whether it came from the cache. */
async function ask(model: ScriptedChatModel, input: string | BaseMessage[]) {
  let cached: unknown;
  const callbacks = [
    {
      handleLLMEnd: (
        _output: LLMResult,
        _run: string,
        _parent?: string,
        _tags?: string[],
        extra?: object,
      ) => {
        cached = Reflect.get(extra ?? {}, "cached");
      },
    },
  ];
  const message = await model.invoke(input, { callbacks });
  return { message, cached: cached === true };
}

test("a question that was asked before, or means the same, gets the whole message back, without the model", async () => {
  const { answers, another } = await open();
  const model = new ScriptedChatModel([[RICH]], { cache: answers });
  const first = await ask(model, PROMPT);
  expect(first).toMatchObject({ cached: false, message: { usage_metadata: { output_tokens: 2 } } });
  for (const prompt of [PROMPT, REWORDED]) {
    const { cached, message } = await ask(model, prompt);
    expect(cached).toBe(true);
    expect(message).toBeInstanceOf(AIMessage);
    expect(message).toMatchObject({
      id: "run-1",
      content: RICH.content,
      response_metadata: RICH.response_metadata,
      additional_kwargs: RICH.additional_kwargs,
      usage_metadata: { input_tokens: 0, output_tokens: 0, total_tokens: 0 },
    });
  }
  expect(model.calls).toBe(1);
  // Another process, which has nothing in memory; and what LangChain did to an answer did not change the stored one.
  const other = new ScriptedChatModel([], { cache: new OctavecCache({ cache: another() }) });
  expect((await ask(other, PROMPT)).message.additional_kwargs).toEqual({ note: { deep: [1] } });
});

test("savings are counted in tokens", async () => {
  const { answers, cache } = await open();
  const model = new ScriptedChatModel([[{ content: "a" }, { content: "b" }]], { cache: answers });
  for (let time = 0; time < 3; time++) await model.invoke(PROMPT);
  expect(await cache.stats()).toMatchObject({ saved: { inputTokens: 80, outputTokens: 8 } });
});

test("several generations of one call come back as they were", async () => {
  const { answers } = await open();
  const reply = [{ content: "Use the link." }, { content: "" }, { content: "Ask the support." }];
  const model = new ScriptedChatModel([reply], { cache: answers });
  const generate = async (prompt: string) => {
    const { generations } = await model.generate([[new HumanMessage(prompt)]]);
    return generations[0] as ChatGeneration[];
  };
  const first = await generate(PROMPT);
  const again = await generate(REWORDED);
  expect(model.calls).toBe(1);
  expect(again.map(({ text }) => text)).toEqual(first.map(({ text }) => text));
  expect(again.map(({ message }) => message.content)).toEqual(["Use the link.", "", "Ask the support."]);
  expect(again.map(({ generationInfo }) => generationInfo)).toEqual(
    first.map(({ generationInfo }) => ({ ...generationInfo, tokenUsage: {} })),
  );
});

test("another model, system prompt, option of the call or tenant asks the model", async () => {
  const { cache, answers } = await open();
  const reply = [[{ content: "yes" }]];
  const model = new ScriptedChatModel(reply, { cache: answers });
  await model.invoke(PROMPT);
  await model.invoke([new SystemMessage("Answer in German."), new HumanMessage(PROMPT)]);
  await model.invoke(PROMPT, { stop: ["."] });
  expect(model.calls).toBe(3);
  const small = new ScriptedChatModel(reply, { cache: answers, model: "small" });
  await small.invoke(PROMPT);
  const foreign = new ScriptedChatModel(reply, { cache: new OctavecCache({ cache: cache.forTenant("b") }) });
  await foreign.invoke(PROMPT);
  expect([small.calls, foreign.calls]).toEqual([1, 1]);
});

test("turns of an agent and calls of tools are neither looked up nor stored", async () => {
  const { answers } = await open();
  const call = { id: "1", name: "weather", args: { city: "Oslo" }, type: "tool_call" as const };
  const model = new ScriptedChatModel([[{ content: "I look.", tool_calls: [call] }], [{ content: "rain" }]], {
    cache: answers,
  });
  const turn = [
    new HumanMessage("weather in Oslo"),
    new AIMessage({ content: "", tool_calls: [call] }),
    new ToolMessage({ content: "rain", tool_call_id: "1" }),
  ];
  for (let time = 0; time < 2; time++) {
    expect((await ask(model, "weather in Oslo")).message).toMatchObject({ tool_calls: [call] });
    expect((await ask(model, turn)).message.content).toBe("rain");
  }
  expect(model.calls).toBe(4);
});

test("answers that are cut off or blocked are not stored", async () => {
  for (const [prompt, reply] of [
    ["a long story", { content: "Once", finish: "length" }],
    ["a longer story", { content: "Once", response_metadata: { stop_reason: "max_tokens" } }],
    ["a rude story", { content: "No", response_metadata: { finishReason: "SAFETY" } }],
    ["a short story", { content: "Once", response_metadata: { stop_reason: "end_turn" } }],
  ] as const) {
    const { answers } = await open();
    const model = new ScriptedChatModel([[reply]], { cache: answers });
    for (let time = 0; time < 2; time++) await model.invoke(prompt);
    expect(model.calls, prompt).toBe(prompt === "a short story" ? 1 : 2);
  }
});

test("a chain of prompt, model and parser is answered from the cache, and so is a model that only completes text", async () => {
  const { answers } = await open();
  const model = new FakeListChatModel({ responses: ["first", "second"], cache: answers });
  const chain = ChatPromptTemplate.fromMessages([
    ["system", "You help."],
    ["human", "{question}"],
  ])
    .pipe(model)
    .pipe(new StringOutputParser());
  expect(await chain.invoke({ question: PROMPT })).toBe("first");
  expect(await chain.invoke({ question: REWORDED })).toBe("first");
  expect(await chain.invoke({ question: "where is my parcel" })).toBe("second");

  const completing = new FakeStreamingLLM({ responses: ["one", "two"], cache: answers });
  expect([await completing.invoke(PROMPT), await completing.invoke(PROMPT)]).toEqual(["one", "one"]);
});

test("a tag makes all of its answers disappear", async () => {
  const { cache } = await open();
  const answers = new OctavecCache({ cache, tags: ["faq"] });
  const model = new ScriptedChatModel([[{ content: "yes" }]], { cache: answers });
  await model.invoke(PROMPT);
  await cache.invalidate({ tag: "faq" });
  await model.invoke(PROMPT);
  expect(model.calls).toBe(2);
  expect(() => new OctavecCache({ cache, tag: "faq" } as never)).toThrow("tags");
});

test("without Redis the model is asked", async () => {
  const client = await connect({ url: "redis://127.0.0.1:1", lazy: true });
  const cache = new SemanticCache({ client, namespace: "cut", tenant: "acme", timeoutMs: 20 });
  const model = new ScriptedChatModel([[{ content: "yes" }]], { cache: new OctavecCache({ cache }) });
  expect((await ask(model, PROMPT)).message.content).toBe("yes");
  await cache.close();
  await client.close();
});
