import { setTimeout } from "node:timers/promises";
import { generateText, wrapLanguageModel } from "ai";
import { MockLanguageModelV3 } from "ai/test";
import { semanticCache } from "../../src/adapters/ai-sdk/index.js";
import { SemanticCache } from "../../src/cache/index.js";
import { createTestEmbedder } from "../../src/embedding/index.js";
import { connect } from "../../src/index.js";
import type { Bench } from "./bench.js";
import { installedVersion } from "./installed-version.js";
import { runRounds, timeCallers } from "./rounds.js";
import { median, ratioOf } from "./statistics.js";
import { figure, printTable, ratioText } from "./table.js";

const DIMENSION = 384;
const CALLS = 1_000;
/** Pieces of a long stream, of 20 characters each. */
const PIECES = 1_000;
/** Time between two pieces: a model that writes a thousand tokens a second. */
const PIECE_MS = 1;
/** Pieces of a stream that never waits. */
const UNPACED_PIECES = 20_000;
const PIECE = "twenty characters.. ";
const ANSWER = "Use the link in the mail. ".repeat(20);
const PACKAGES = [
  ...["ai", "ai7", "openai", "@anthropic-ai/sdk", "@google/genai", "@langchain/core", "@langchain/langgraph"],
  ...[
    "@langchain/langgraph-checkpoint",
    "@mastra/core",
    "@llamaindex/core",
    "@nestjs/core",
    "fastify",
    "express",
  ],
];

type Name =
  | "lookupMiss"
  | "streamMiss"
  | "bareStream"
  | "wrappedStream"
  | "unpacedStream"
  | "unpacedWrapped"
  | "lookup"
  | "streamHit"
  | "aiSdkHit"
  | "generateText";

/** What a streamed answer and an adapter cost beside the bare look-up. */
export const adapters: Bench = {
  question:
    "adapters: the first byte of streamed answers, long streams, and hits of the AI SDK, against bare look-ups",
  defaultRounds: 10,
  async run(context) {
    context.expectSlots(10 * (context.rounds + 1));
    await using client = await connect({ url: context.redis.url, minConnections: 2 });
    const embedder = createTestEmbedder({ dimension: DIMENSION });
    // Without the memory tier: every hit asks Redis, as the first one of a process does.
    const options = { client, embedder, namespace: "bench", tenant: "adapters", timeoutMs: 10_000 };
    await using cache = new SemanticCache({ ...options, memory: false });
    await cache.invalidate({ all: true });
    const request = (index: number) => ({
      prompt: `how do I reset password number ${index}`,
      scope: { model: "m" },
    });
    for (let index = 0; index < CALLS; index++) await cache.store({ ...request(index), response: ANSWER });

    let asked = 0;
    const newQuestion = () => ({ prompt: `where is parcel ${asked++} of ours`, scope: { model: "m" } });
    const hit = async (index: number) => {
      if (!(await cache.lookup(request(index))).hit) throw new Error("A look-up that must hit has missed.");
    };
    const firstOf = async (stream: AsyncIterable<string>) => {
      for await (const _ of stream) return;
    };
    const model = wrapLanguageModel({
      model: new MockLanguageModelV3({ doGenerate: async () => result() }),
      middleware: semanticCache({ cache }),
    });
    const call = (index: number) => [{ type: "text" as const, text: `how do I change address ${index}` }];
    const generate = async (index: number) =>
      model.doGenerate({ prompt: [{ role: "user", content: call(index) }] });
    for (let index = 0; index < CALLS; index++) {
      await generate(index);
      await generateText({ model, prompt: `how do I change address ${index}` });
    }

    const slots = await runRounds<Name>(
      {
        lookupMiss: () => timeCallers(1, CALLS, () => cache.lookup(newQuestion())),
        streamMiss: () =>
          timeCallers(1, CALLS, async () => {
            const { stream } = await cache.wrapStream(newQuestion(), pieces(1), { noStore: true });
            await firstOf(stream);
          }),
        bareStream: () => timeCallers(1, 1, () => drain(ReadableStream.from(paced()))),
        unpacedStream: () => timeCallers(1, 1, () => drain(ReadableStream.from(pieces(UNPACED_PIECES)()))),
        wrappedStream: () =>
          timeCallers(1, 1, async () => {
            const { stream } = await cache.wrapStream(newQuestion(), paced);
            await drain(stream);
          }),
        unpacedWrapped: () =>
          timeCallers(1, 1, async () => {
            const { stream } = await cache.wrapStream(newQuestion(), pieces(UNPACED_PIECES));
            await drain(stream);
          }),
        lookup: () => timeCallers(1, CALLS, hit),
        streamHit: () =>
          timeCallers(1, CALLS, async (index) => {
            const { stream } = await cache.wrapStream(request(index), pieces(1));
            await firstOf(stream);
          }),
        aiSdkHit: () => timeCallers(1, CALLS, generate),
        generateText: () =>
          timeCallers(1, CALLS, (index) =>
            generateText({ model, prompt: `how do I change address ${index}` }),
          ),
      },
      context,
    );
    await cache.clearTenant();

    const p50 = (name: Name) => median(slots[name].map(({ latenciesMs }) => median(latenciesMs)));
    const ratios = {
      streamThroughputRatio: ratioOf(slots.wrappedStream, slots.bareStream),
      unpacedThroughputRatio: ratioOf(slots.unpacedWrapped, slots.unpacedStream),
      streamHitToLookup: ratioOf(slots.lookup, slots.streamHit),
      aiSdkHitRatio: ratioOf(slots.aiSdkHit, slots.lookup),
      generateTextHitRatio: ratioOf(slots.generateText, slots.lookup),
    };
    const streamFirstByteOverheadMs = p50("streamMiss") - p50("lookupMiss");
    printTable(
      ["figure", "key", "now", "target"],
      [
        [
          "first byte of a stream after the look-up, ms",
          "streamFirstByteOverheadMs",
          figure(streamFirstByteOverheadMs),
          "at most 2",
        ],
        [
          "a stream of 1,000 pieces a second against the bare one",
          "streamThroughputRatio",
          ratioText(ratios.streamThroughputRatio),
          "at least 0.95",
        ],
        [
          "a stream that never waits against a bare web stream",
          "unpacedThroughputRatio",
          ratioText(ratios.unpacedThroughputRatio),
          "",
        ],
        ["first byte of a streamed hit, ms", "streamHitFirstByteMs", figure(p50("streamHit")), ""],
        ["its time in look-ups", "streamHitToLookup", ratioText(ratios.streamHitToLookup), "at most 1.2"],
        [
          "look-ups per hit of the AI SDK's model",
          "aiSdkHitRatio",
          ratioText(ratios.aiSdkHitRatio),
          "at least 0.7",
        ],
        [
          "look-ups per hit of generateText",
          "generateTextHitRatio",
          ratioText(ratios.generateTextHitRatio),
          "",
        ],
      ],
    );
    const versions = installedVersions();
    printTable(["package", "version"], Object.entries(versions));
    return {
      streamFirstByteOverheadMs,
      streamHitFirstByteMs: p50("streamHit"),
      lookupMs: p50("lookup"),
      ...ratios,
      versions,
    };
  },
};

function pieces(count: number) {
  return async function* () {
    for (let index = 0; index < count; index++) yield PIECE;
  };
}

async function* paced() {
  for (let index = 0; index < PIECES; index++) {
    await setTimeout(PIECE_MS);
    yield PIECE;
  }
}

async function drain(stream: AsyncIterable<string>): Promise<void> {
  for await (const _ of stream);
}

function result() {
  const tokens = { total: 10, noCache: 10, cacheRead: 0, cacheWrite: 0 };
  return {
    content: [{ type: "text" as const, text: ANSWER }],
    finishReason: { unified: "stop" as const, raw: "stop" },
    usage: { inputTokens: tokens, outputTokens: { total: 10, text: 10, reasoning: 0 } },
    warnings: [],
  };
}

/** Versions of the frameworks and SDKs with which the adapters are tested. */
function installedVersions(): Record<string, string> {
  return Object.fromEntries(
    PACKAGES.flatMap((name) => {
      const version = installedVersion(name);
      return version === undefined ? [] : [[name, version]];
    }),
  );
}
