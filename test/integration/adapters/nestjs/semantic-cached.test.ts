import "reflect-metadata";
import { Controller, Get, Injectable, Query } from "@nestjs/common";
import { Test } from "@nestjs/testing";
import { expect, inject, onTestFinished, test } from "vitest";
import {
  getSemanticCacheToken,
  InjectSemanticCache,
  OctavecModule,
  SemanticCached,
  SemanticCachedStream,
} from "../../../../src/adapters/nestjs/index.js";
import type { SemanticCache, StructuredAnswer } from "../../../../src/cache/index.js";
import { createTestEmbedder } from "../../../../src/embedding/index.js";
import { collect } from "../../../helpers/collect.js";
import { uniquePrefix } from "../../../helpers/unique-prefix.js";

const PROMPT = "how do I reset the password of my account";

@Injectable()
class Answers {
  calls = 0;
  readonly model = "large";

  @SemanticCached({
    request(this: Answers, prompt: string, _signal?: AbortSignal) {
      return { prompt, scope: { model: this.model } };
    },
    controls: (_prompt, signal) => ({ signal }),
  })
  async text(prompt: string, _signal?: AbortSignal): Promise<string> {
    this.calls++;
    if (prompt.startsWith("fail")) throw new Error("the model is away");
    return `Answer to ${prompt}`;
  }

  @SemanticCached({ cache: "other", request: (prompt: string) => ({ prompt }) })
  async parts(prompt: string): Promise<StructuredAnswer> {
    this.calls++;
    return {
      content: [
        { type: "text", text: prompt },
        { type: "source", id: "1" },
      ],
      finishReason: "stop",
    };
  }

  @SemanticCached({
    request: (_tenant: string, prompt: string) => ({ prompt, scope: { extra: "tenants" } }),
    tenant: (tenant) => tenant,
  })
  async ofTenant(tenant: string, _prompt: string): Promise<string> {
    this.calls++;
    return `For ${tenant}`;
  }

  @SemanticCachedStream({
    request: (prompt: string) => ({ prompt, scope: { extra: "streams" } }),
    controls: () => ({ replay: { chunk: "word" } }),
  })
  async *pieces(prompt: string): AsyncGenerator<string> {
    this.calls++;
    yield "Answer ";
    yield `to ${prompt}`;
  }
}

class More extends Answers {
  constructor(@InjectSemanticCache("other") readonly other: SemanticCache) {
    super();
  }
}

@Controller()
class AskController {
  @SemanticCached({ request: (prompt: string) => ({ prompt, scope: { extra: "controller" } }) })
  @Get("ask")
  async ask(@Query("q") prompt: string): Promise<string> {
    return `Routed: ${prompt}`;
  }
}

async function started() {
  const options = {
    embedder: createTestEmbedder({ dimension: 128 }),
    namespace: uniquePrefix("nest"),
    tenant: "acme",
    timeoutMs: 5_000,
  };
  const compiled = await Test.createTestingModule({
    imports: [
      OctavecModule.forRoot({ url: inject("redisUrl"), minConnections: 1 }),
      OctavecModule.forFeature({ caches: { default: options, other: { ...options, name: "other" } } }),
    ],
    controllers: [AskController],
    providers: [Answers, More],
  }).compile();
  const app = compiled.createNestApplication({ logger: false });
  await app.listen(0, "127.0.0.1");
  onTestFinished(() => app.close());
  return {
    app,
    answers: app.get(Answers),
    cache: app.get<SemanticCache>(getSemanticCacheToken(), { strict: false }),
  };
}

test("a method that returns text is called once for questions of one meaning, also at the same time", async () => {
  const { answers, cache } = await started();
  const [first] = await Promise.all([answers.text(PROMPT), answers.text(PROMPT)]);
  expect(first).toBe(`Answer to ${PROMPT}`);
  expect(await answers.text(`${PROMPT}?`)).toBe(first);
  expect(answers.calls).toBe(1);
  expect(await cache.lookup({ prompt: PROMPT, scope: { model: "large" } })).toMatchObject({ hit: true });
  expect(await cache.lookup({ prompt: PROMPT })).toMatchObject({ hit: false });
});

test("an answer in parts comes back in parts, from the cache that the decorator names", async () => {
  const { answers, cache } = await started();
  const first = await answers.parts(PROMPT);
  expect(await answers.parts(PROMPT)).toEqual(first);
  expect(first.content).toHaveLength(2);
  expect(answers.calls).toBe(1);
  expect(await cache.lookup({ prompt: PROMPT })).toMatchObject({ hit: false });
});

test("what a method throws reaches the caller unchanged and is not stored, and a signal ends the call", async () => {
  const { answers } = await started();
  await expect(answers.text("fail please")).rejects.toThrow("the model is away");
  await expect(answers.text("fail please")).rejects.toThrow("the model is away");
  expect(answers.calls).toBe(2);
  await expect(answers.text(PROMPT, AbortSignal.abort(new Error("gone")))).rejects.toThrow("gone");
});

test("each tenant has answers of its own", async () => {
  const { answers } = await started();
  expect(await answers.ofTenant("acme", PROMPT)).toBe("For acme");
  expect(await answers.ofTenant("globex", PROMPT)).toBe("For globex");
  expect(await answers.ofTenant("acme", PROMPT)).toBe("For acme");
  expect(answers.calls).toBe(2);
});

test("a method that streams is stored when its stream has ended, and a hit is replayed as a stream", async () => {
  const { answers } = await started();
  expect(await collect(answers.pieces("you"))).toEqual(["Answer ", "to you"]);
  await expect
    .poll(() => collect(answers.pieces("you")), { timeout: 5_000 })
    .toEqual(["Answer ", "to ", "you"]);
  const calls = answers.calls;
  await collect(answers.pieces("you"));
  expect(answers.calls).toBe(calls);
});

test("routes of a controller stay routes, whichever decorator stands above, and classes inherit", async () => {
  const { app } = await started();
  const url = `${await app.getUrl()}/ask?q=hello`;
  expect(await (await fetch(url)).text()).toBe("Routed: hello");
  expect(await (await fetch(url)).text()).toBe("Routed: hello");
  const more = app.get(More);
  expect(await more.text(PROMPT)).toBe(`Answer to ${PROMPT}`);
  expect(AskController.prototype.ask.name).toBe("ask");
});

test("an instance that Nest did not create, and options that cannot be right, are refused with advice", async () => {
  await expect(new Answers().text(PROMPT)).rejects.toThrow('Answers has no cache "default"');
  expect(() => SemanticCached({} as never)).toThrow("request: expected a function");
  expect(() => SemanticCached({ request: () => ({ prompt: "" }), ttlMs: 3 } as never)).toThrow(
    "unknown field",
  );
  const decorate = SemanticCached({ request: (prompt: string) => ({ prompt }) });
  expect(() => decorate(Answers.prototype, "x", { get: () => undefined } as never)).toThrow("only methods");
});
