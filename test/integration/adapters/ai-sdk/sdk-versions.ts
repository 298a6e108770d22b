import * as ai6 from "ai";
import { MockLanguageModelV3 } from "ai/test";
import * as ai7 from "ai7";
import { MockLanguageModelV4 } from "ai7/test";
import { type AiSdkCacheOptions, semanticCache } from "../../../../src/adapters/ai-sdk/index.js";

/** What a model of a test answers: parts of content, or the JSON of a generated object. */
export interface Reply {
  readonly content: readonly object[];
  readonly finishReason?: string;
  readonly providerMetadata?: object;
}

const USAGE = {
  inputTokens: { total: 40, noCache: 40, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 2, text: 2, reasoning: 0 },
};

/** A model of the SDK that gives the replies in turn, also as streams, and counts its calls. */
function modelOf(replies: readonly Reply[]) {
  let calls = 0;
  const next = () => replies[calls++ % replies.length]!;
  const facts = ({ finishReason = "stop", providerMetadata }: Reply) => ({
    finishReason: { unified: finishReason, raw: finishReason.toUpperCase() },
    usage: USAGE,
    ...(providerMetadata === undefined ? {} : { providerMetadata }),
  });
  const response = () => ({ id: `r${calls}`, modelId: "large-1", timestamp: new Date(1_700_000_000_000) });
  const doGenerate = async () => {
    const reply = next();
    return { content: reply.content, ...facts(reply), warnings: [], response: response() };
  };
  const doStream = async () => {
    const reply = next();
    const parts = reply.content.flatMap((part, place) => partsOf(part as ContentPart, String(place)));
    const start = { type: "stream-start", warnings: [] };
    const all = [
      start,
      { type: "response-metadata", ...response() },
      ...parts,
      { type: "finish", ...facts(reply) },
    ];
    return { stream: ReadableStream.from(all) };
  };
  return { doGenerate, doStream, calls: () => calls };
}

type ContentPart = { type: string; text?: string; providerMetadata?: object };

function partsOf({ type, text = "", providerMetadata, ...rest }: ContentPart, id: string): object[] {
  if (type !== "text" && type !== "reasoning") return [{ type, ...rest }];
  const pieces = text.match(/\S+\s*/g) ?? [text];
  const end = { type: `${type}-end`, id, ...(providerMetadata === undefined ? {} : { providerMetadata }) };
  return [
    { type: `${type}-start`, id },
    ...pieces.map((delta) => ({ type: `${type}-delta`, id, delta })),
    end,
  ];
}

/** The SDK in one version, with a model that answers from a cache. */
export interface SdkVersion {
  readonly name: string;
  readonly sdk: typeof ai6;
  cached(
    replies: readonly Reply[],
    options: AiSdkCacheOptions,
  ): { readonly model: ai6.LanguageModel; readonly calls: () => number };
}

export const SDK_VERSIONS: readonly SdkVersion[] = [
  {
    name: "ai@6",
    sdk: ai6,
    cached(replies, options) {
      const { calls, ...mock } = modelOf(replies);
      const model = new MockLanguageModelV3(mock as never);
      return { calls, model: ai6.wrapLanguageModel({ model, middleware: semanticCache(options) }) };
    },
  },
  {
    name: "ai@7",
    sdk: ai7 as unknown as typeof ai6,
    cached(replies, options) {
      const { calls, ...mock } = modelOf(replies);
      const model = new MockLanguageModelV4(mock as never);
      const wrapped = ai7.wrapLanguageModel({ model, middleware: semanticCache(options) });
      return { calls, model: wrapped as unknown as ai6.LanguageModel };
    },
  },
];
