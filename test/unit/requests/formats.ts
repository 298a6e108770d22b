import {
  type ReadRequest,
  type ReadRequestOptions,
  readAiSdkCall,
  readAnthropicMessages,
  readGoogleContent,
  readLangChainPrompt,
  readOpenAiChat,
  readOpenAiResponses,
} from "../../../src/requests/index.js";
import { AI_SDK_BASE } from "./corpus/ai-sdk.js";
import { ANTHROPIC_BASE } from "./corpus/anthropic.js";
import { GOOGLE_BASE } from "./corpus/google.js";
import { LANGCHAIN_BASE, llmKeyOf } from "./corpus/langchain.js";
import { CHAT_BASE, RESPONSES_BASE } from "./corpus/openai.js";

/** A format as properties need it. */
export interface TestedFormat {
  readonly name: string;
  /** JSON of a body. */
  readonly base: string;
  readonly read: (body: unknown, options?: ReadRequestOptions) => ReadRequest;
  /** Where the text of the question is in the base. */
  readonly question: readonly string[];
  /** Fields of the body that never change an answer. */
  readonly ignored: readonly string[];
  /** The body with these messages. */
  readonly say: (messages: readonly Said[]) => unknown;
}

/** A message of a conversation: its texts and files in their order. */
export interface Said {
  readonly role: "system" | "user" | "assistant";
  readonly parts: readonly { readonly kind: "text" | "file"; readonly value: string }[];
}

const OPENAI = ["stream", "stream_options", "store", "service_tier", "metadata", "user", "safety_identifier"];
const model = "m";

export const FORMATS: readonly TestedFormat[] = [
  {
    ...{ name: "OpenAI Chat Completions", base: CHAT_BASE, read: readOpenAiChat, ignored: OPENAI },
    question: ["messages", "1", "content"],
    say: (messages) => ({ model, messages: messages.map((said) => message(said, "text", "image_url")) }),
  },
  {
    ...{ name: "OpenAI Responses", base: RESPONSES_BASE, read: readOpenAiResponses, ignored: OPENAI },
    question: ["input"],
    say: (messages) => ({ model, input: messages.map((said) => message(said, "input_text", "input_image")) }),
  },
  {
    ...{ name: "Anthropic Messages", base: ANTHROPIC_BASE, read: readAnthropicMessages },
    question: ["messages", "0", "content"],
    ignored: ["stream", "service_tier", "cache_control"],
    say: (messages) => ({ model, messages: messages.map((said) => message(said, "text", "image")) }),
  },
  {
    ...{ name: "Google generateContent", base: GOOGLE_BASE, ignored: ["labels", "serviceTier", "store"] },
    read: (body, options) => readGoogleContent(body, { model, ...options }),
    question: ["contents", "0", "parts", "0", "text"],
    say: (messages) => ({
      systemInstruction: { parts: messages.filter(({ role }) => role === "system").flatMap(googleParts) },
      contents: messages
        .filter(({ role }) => role !== "system")
        .map((said) => ({ role: said.role === "user" ? "user" : "model", parts: googleParts(said) })),
    }),
  },
  {
    ...{ name: "the AI SDK", base: AI_SDK_BASE, ignored: ["headers", "abortSignal", "includeRawChunks"] },
    read: (body, options) => readAiSdkCall(body, { model, ...options }),
    question: ["prompt", "1", "content", "0", "text"],
    say: (messages) => ({
      prompt: messages.map((said) =>
        said.role === "system"
          ? { role: "system", content: said.parts.map(({ value }) => value).join(" ") }
          : message(said, "text", "file"),
      ),
    }),
  },
  {
    ...{ name: "LangChain", base: LANGCHAIN_BASE, ignored: [], question: ["prompt"] },
    read: (lookup, options) => {
      const { prompt, key } = Object(lookup);
      return readLangChainPrompt(prompt, llmKeyOf(Object(key)), options);
    },
    say: (messages) => ({
      prompt: messages
        .map(({ role, parts }) => `${MARKS[role]}: ${parts.map(({ value }) => value).join(" ")}`)
        .join("\n"),
      key: { model },
    }),
  },
];

const MARKS = { system: "System", user: "Human", assistant: "AI" };

function message({ role, parts }: Said, text: string, file: string): object {
  const content = parts.map(({ kind, value }) =>
    kind === "text" ? { type: text, text: value } : { type: file, value },
  );
  return { role, content };
}

function googleParts({ parts }: Said): object[] {
  return parts.map(({ kind, value }) =>
    kind === "text" ? { text: value } : { inlineData: { data: value } },
  );
}
