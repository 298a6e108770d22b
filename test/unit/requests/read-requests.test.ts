import { describe, expect, test } from "vitest";
import {
  modelOfGoogleUrl,
  type ReadRequest,
  readAiSdkCall,
  readAnthropicMessages,
  readGoogleContent,
  readLangChainPrompt,
  readOpenAiChat,
  readOpenAiResponses,
} from "../../../src/requests/index.js";
import { FORMATS } from "./formats.js";
import { identify, idsOf } from "./keys.js";

const ask = (text: string) => [{ role: "user", content: text }];

function requestOf(read: ReadRequest) {
  if (!read.cacheable) throw new Error(read.reason);
  return read.request;
}

describe("the request to the cache", () => {
  test("has the names of the cache for what it knows, and everything else in extra", () => {
    const read = readOpenAiChat({
      ...{ model: "gpt-4.1", temperature: 0.2, stream: true, user: "u-1" },
      messages: [{ role: "system", content: "Be short." }, ...ask("Hi")],
      tools: [{ type: "function", function: { name: "f" } }],
      response_format: { type: "json_object" },
    });
    expect(read).toEqual({
      cacheable: true,
      user: "u-1",
      request: {
        messages: [{ role: "user", content: "Hi", toolCalls: [] }],
        scope: {
          ...{ model: "gpt-4.1", system: "Be short.", responseFormat: { type: "json_object" } },
          tools: [{ function: { name: "f" }, type: "function" }],
          extra: { format: "openai-chat", asked: [], fields: { temperature: 0.2 }, turns: [] },
        },
      },
    });
  });

  test("holds a hash instead of an image, however long", () => {
    const url = `data:image/png;base64,${"A".repeat(1_000_000)}`;
    const content = [
      { type: "text", text: "What is this?" },
      { type: "image_url", image_url: { url } },
    ];
    const request = requestOf(readOpenAiChat({ model: "m", messages: [{ role: "user", content }] }));
    expect(JSON.stringify(request).length).toBeLessThan(500);
    expect(request.messages).toEqual([{ role: "user", content: "What is this?", toolCalls: [] }]);
  });

  test("leaves the body as it is", () => {
    for (const { base, read } of FORMATS) {
      const body = JSON.parse(base);
      read(body);
      expect(body).toEqual(JSON.parse(base));
    }
  });

  test("of one format never has the key of another format", () => {
    const messages = ask("Hi");
    const reads = [
      readOpenAiChat({ model: "m", messages }),
      readOpenAiResponses({ model: "m", input: messages }),
      readAnthropicMessages({ model: "m", messages }),
      readGoogleContent({ contents: [{ parts: [{ text: "Hi" }] }] }, { model: "m" }),
      readAiSdkCall({ prompt: [{ role: "user", content: [{ type: "text", text: "Hi" }] }] }, { model: "m" }),
      readLangChainPrompt("Human: Hi", 'model:"m"'),
    ];
    const scopes = reads.map((read) => Reflect.get(identify(read), "scopeId"));
    expect(new Set(scopes).size).toBe(reads.length);
    expect(scopes).not.toContain(undefined);
  });
});

describe("the option model", () => {
  test("names the deployment that answers, and counts beside a model in the body", () => {
    const [one, other] = ["a", "b"].map((model) =>
      identify(readOpenAiChat({ messages: ask("Hi") }, { model })),
    );
    expect(one).not.toEqual(other);
    const [inner, outer] = ["a", "b"].map((model) =>
      identify(readOpenAiChat({ model, messages: ask("Hi") }, { model: "deployment" })),
    );
    expect(inner).not.toEqual(outer);
  });

  test("is needed where the body never names one", () => {
    const contents = [{ parts: [{ text: "Hi" }] }];
    expect(readGoogleContent({ contents }, {})).toEqual({ cacheable: false, reason: "no-model" });
    expect(readAiSdkCall({ prompt: [] }, {})).toEqual({ cacheable: false, reason: "no-model" });
  });

  test.each([
    [
      "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent?key=k",
      "gemini-2.5-flash",
    ],
    ["/v1/models/gemini-2.5-pro:streamGenerateContent?alt=sse", "gemini-2.5-pro"],
    ["https://a.example/v1beta/tunedModels/mine:generateContent", "tunedModels/mine"],
    [
      "https://a.example/v1/projects/p/locations/l/publishers/google/models/gemini-2.5-flash:generateContent",
      "projects/p/locations/l/publishers/google/models/gemini-2.5-flash",
    ],
    ["https://a.example/v1beta/models/gemini-2.5-flash:countTokens", undefined],
    ["https://a.example/v1/chat/completions", undefined],
    ["", undefined],
  ])("of the URL %s is %s", (url, model) => {
    expect(modelOfGoogleUrl(url)).toBe(model);
  });
});

describe("the option exact", () => {
  const scopeOf = (body: object, exact: readonly string[]) =>
    Reflect.get(identify(readOpenAiChat({ model: "m", messages: ask("Hi"), ...body }, { exact })), "scopeId");

  test("makes an ignored field count", () => {
    expect(scopeOf({ user: "a" }, ["user"])).not.toBe(scopeOf({ user: "b" }, ["user"]));
    expect(scopeOf({ user: "a" }, ["user"])).not.toBe(scopeOf({}, ["user"]));
    expect(scopeOf({ user: "a" }, ["user"])).toBe(scopeOf({ user: "a" }, ["user"]));
  });

  test("takes paths, and leaves the rest of the field ignored", () => {
    const plan = (value: unknown, trace: string) =>
      scopeOf({ metadata: { plan: value, trace } }, ["metadata.plan"]);
    expect(plan("pro", "1")).toBe(plan("pro", "2"));
    const scopes = ["pro", "free", "", 0, false].map((value) => plan(value, "1"));
    expect(new Set(scopes).size).toBe(scopes.length);
  });

  test("counts a missing field like null", () => {
    expect(scopeOf({ metadata: {} }, ["metadata.plan"])).toBe(
      scopeOf({ metadata: { plan: null } }, ["metadata.plan"]),
    );
  });
});

describe("the option agentTurns", () => {
  const call = { id: "c", type: "function", function: { name: "f", arguments: "{}" } };
  const turns = (result: string, question: string) => [
    ...ask("a"),
    { role: "assistant", content: null, tool_calls: [call] },
    { role: "tool", tool_call_id: "c", content: result },
    { role: "user", content: question },
  ];
  const read = (messages: object[]) => readOpenAiChat({ model: "m", messages }, { agentTurns: "allow" });

  test("lets calls and results match exactly", () => {
    const [one, other, same] = [turns("42", "x"), turns("43", "x"), turns("42", "x")].map((messages) =>
      read(messages),
    );
    expect(identify(one!)).toEqual(identify(same!));
    expect(identify(one!)).not.toEqual(identify(other!));
    expect(requestOf(one!).messages?.map(({ role }) => role)).toEqual(["user", "assistant", "tool", "user"]);
  });

  test("tells the cache of them, which refuses them unless it allows them too", () => {
    const { messages } = requestOf(read(turns("42", "x")));
    expect(messages?.[1]?.toolCalls).toEqual([
      { function: { arguments: "{}", name: "f" }, id: "c", type: "function" },
    ]);
  });

  test("does not make a question of what a tool said", () => {
    expect(read(turns("42", "x").slice(0, 3))).toEqual({ cacheable: false, reason: "agent-turn" });
  });
});

describe("files of the AI SDK", () => {
  const file = (data: unknown) =>
    identify(
      readAiSdkCall(
        {
          prompt: [
            {
              role: "user",
              content: [
                { type: "text", text: "x" },
                { type: "file", mediaType: "image/png", data },
              ],
            },
          ],
          abortSignal: new AbortController().signal,
        },
        { model: "m" },
      ),
    );

  test("are the same as bytes and as their base64 text", () => {
    expect(file(new Uint8Array([1, 2, 3]))).toEqual(file("AQID"));
    expect(file(new Uint8Array([0, 1, 2, 3, 4]).subarray(1, 4))).toEqual(file("AQID"));
    expect(file(Buffer.from([1, 2, 3]))).toEqual(file("AQID"));
    expect(file(new Uint8Array([1, 2, 4]))).not.toEqual(file("AQID"));
  });

  test("may be URLs", () => {
    expect(file(new URL("https://a.example/1.png"))).toEqual(file("https://a.example/1.png"));
    expect(file(new URL("https://a.example/2.png"))).not.toEqual(file("https://a.example/1.png"));
  });
});

describe("the end user", () => {
  const messages = ask("Hi");
  test.each<[string, ReadRequest, string | undefined]>([
    ["user", readOpenAiChat({ model: "m", messages, user: "u" }), "u"],
    [
      "safety_identifier",
      readOpenAiResponses({ model: "m", input: "Hi", user: "u", safety_identifier: "s" }),
      "s",
    ],
    ["metadata.user_id", readAnthropicMessages({ model: "m", messages, metadata: { user_id: "u" } }), "u"],
    ["an empty user", readOpenAiChat({ model: "m", messages, user: "" }), undefined],
    ["a user that is no text", readOpenAiChat({ model: "m", messages, user: 5 }), undefined],
    ["user of the key", readLangChainPrompt("Human: Hi", 'model:"m",user:"u"'), "u"],
    [
      "providerOptions.anthropic.metadata.userId",
      readAiSdkCall(
        {
          prompt: [{ role: "user", content: [{ type: "text", text: "Hi" }] }],
          providerOptions: { anthropic: { metadata: { userId: "u" } } },
        },
        { model: "m" },
      ),
      "u",
    ],
  ])("is read from %s", (_, read, user) => {
    expect(read).toMatchObject({ cacheable: true, user });
  });
});

describe("wrong options", () => {
  test.each<[string, unknown]>([
    ["an unknown option", { tenant: "t" }],
    ["a model that is no text", { model: 5 }],
    ["an empty model", { model: "" }],
    ["a path that is no text", { exact: [5] }],
    ["paths that are no list", { exact: "user" }],
    ["another word for agents", { agentTurns: true }],
    ["null", null],
  ])("such as %s are refused with a code", (_, options) => {
    for (const { base, read } of FORMATS.filter(({ name }) => !/Google|AI SDK/.test(name))) {
      expect(() => read(JSON.parse(base), options as never)).toThrow(
        expect.objectContaining({ code: "INVALID_ARGUMENT" }),
      );
    }
  });
});

test("a longer question than the cache takes is left to the cache", () => {
  const read = readOpenAiChat({ model: "m", messages: ask("x".repeat(10_000)) });
  expect(idsOf(requestOf(read))).toEqual({ bypass: "prompt-too-long" });
});
