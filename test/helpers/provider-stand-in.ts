import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** One request that a stand-in got. */
export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: { readonly stream?: boolean; readonly [field: string]: unknown };
}

export interface StandIn {
  readonly url: string;
  readonly seen: SeenRequest[];
  /** Answers the next request in place of the stand-in. */
  instead: ((request: SeenRequest, response: ServerResponse) => void) | undefined;
}

const WORDS = ["Use ", "the link ", "in the mail ✓."];
const TEXT = WORDS.join("");

/** A server that answers as the providers do, by what they publish of their events. It stops with the test. */
export async function startStandIn(): Promise<StandIn> {
  const seen: SeenRequest[] = [];
  const standIn: StandIn = { url: "", seen, instead: undefined };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const got = { path: request.url ?? "", headers: request.headers, body: parsed(text) };
    seen.push(got);
    const { instead } = standIn;
    standIn.instead = undefined;
    if (instead !== undefined) instead(got, response);
    else answer(got, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return Object.assign(standIn, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

function parsed(text: string): SeenRequest["body"] {
  try {
    return JSON.parse(text) as SeenRequest["body"];
  } catch {
    return {};
  }
}

function answer({ path, body }: SeenRequest, response: ServerResponse): void {
  const { pathname } = new URL(path, "http://host");
  const [, whole, frames] = ANSWERS.find(([end]) => pathname.endsWith(end)) ?? [];
  const isStream = body.stream === true || pathname.endsWith(":streamGenerateContent");
  if (isStream && frames !== undefined) events(response, frames(body));
  else json(response, whole ?? { path });
}

export function json(response: ServerResponse, body: unknown, status = 200, headers = {}): void {
  response.writeHead(status, { "content-type": "application/json", "x-request-id": "r1", ...headers });
  response.end(JSON.stringify(body));
}

/** Each event by itself, and the last ones together, cut in the middle of a character. */
function events(response: ServerResponse, frames: readonly string[]): void {
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "x-request-id": "r1" });
  const bytes = Buffer.from(frames.slice(1).join(""));
  const cut = bytes.indexOf(Buffer.from("✓")) + 1;
  response.write(frames[0]);
  setImmediate(() => {
    response.write(bytes.subarray(0, cut));
    setImmediate(() => response.end(bytes.subarray(cut)));
  });
}

const frame = (type: string, data: object) =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
const data = (body: object | string) => `data: ${typeof body === "string" ? body : JSON.stringify(body)}\n\n`;

const USAGE = { prompt_tokens: 40, completion_tokens: 8, total_tokens: 48 };
const CHAT_BASE = {
  id: "chatcmpl-1",
  created: 1_700_000_000,
  model: "gpt-large-1",
  system_fingerprint: "fp_1",
};
const CHAT = {
  ...CHAT_BASE,
  object: "chat.completion",
  choices: [
    {
      index: 0,
      message: { role: "assistant", content: TEXT, refusal: null, annotations: [] },
      logprobs: null,
      finish_reason: "stop",
    },
  ],
  usage: USAGE,
};

function chatEvents({ stream_options }: SeenRequest["body"]): string[] {
  const base = { ...CHAT_BASE, object: "chat.completion.chunk" };
  const withUsage = stream_options !== undefined;
  const chunk = (delta: object, finish_reason: string | null = null) =>
    data({
      ...base,
      choices: [{ index: 0, delta, logprobs: null, finish_reason }],
      ...(withUsage ? { usage: null } : {}),
    });
  return [
    chunk({ role: "assistant", content: "", refusal: null }),
    ...WORDS.map((content) => chunk({ content })),
    chunk({}, "stop"),
    ...(withUsage ? [data({ ...base, choices: [], usage: USAGE })] : []),
    data("[DONE]"),
  ];
}

const MESSAGE = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "claude-large-1",
  content: [
    { type: "thinking", thinking: "It is a link.", signature: "sig" },
    { type: "text", text: TEXT },
  ],
  stop_reason: "end_turn",
  stop_sequence: null,
  usage: { input_tokens: 40, output_tokens: 8 },
};

function messageEvents(): string[] {
  const start = { ...MESSAGE, content: [], stop_reason: null, usage: { input_tokens: 40, output_tokens: 1 } };
  const delta = (index: number, added: object) => frame("content_block_delta", { index, delta: added });
  return [
    frame("message_start", { message: start }),
    frame("content_block_start", {
      index: 0,
      content_block: { type: "thinking", thinking: "", signature: "" },
    }),
    frame("ping", {}),
    delta(0, { type: "thinking_delta", thinking: "It is " }),
    delta(0, { type: "thinking_delta", thinking: "a link." }),
    delta(0, { type: "signature_delta", signature: "sig" }),
    frame("content_block_stop", { index: 0 }),
    frame("content_block_start", { index: 1, content_block: { type: "text", text: "" } }),
    ...WORDS.map((text) => delta(1, { type: "text_delta", text })),
    frame("content_block_stop", { index: 1 }),
    frame("message_delta", {
      delta: { stop_reason: "end_turn", stop_sequence: null },
      usage: { output_tokens: 8 },
    }),
    frame("message_stop", {}),
  ];
}

const PART = { type: "output_text", text: TEXT, annotations: [] };
const ITEM = { id: "msg_1", type: "message", role: "assistant", status: "completed", content: [PART] };
const RESPONSE = {
  id: "resp_1",
  object: "response",
  created_at: 1_700_000_000,
  status: "completed",
  error: null,
  incomplete_details: null,
  model: "gpt-large-1",
  output: [ITEM],
  usage: { input_tokens: 40, output_tokens: 8, total_tokens: 48 },
};

function responseEvents(): string[] {
  let sequence_number = 0;
  const event = (type: string, fields: object) =>
    frame(type, { ...fields, sequence_number: sequence_number++ });
  const place = { item_id: "msg_1", output_index: 0, content_index: 0 };
  const begun = { ...RESPONSE, status: "in_progress", output: [], usage: null };
  return [
    event("response.created", { response: begun }),
    event("response.in_progress", { response: begun }),
    event("response.output_item.added", {
      output_index: 0,
      item: { ...ITEM, status: "in_progress", content: [] },
    }),
    event("response.content_part.added", { ...place, part: { ...PART, text: "" } }),
    ...WORDS.map((delta) => event("response.output_text.delta", { ...place, delta, logprobs: [] })),
    event("response.output_text.done", { ...place, text: TEXT, logprobs: [] }),
    event("response.content_part.done", { ...place, part: PART }),
    event("response.output_item.done", { output_index: 0, item: ITEM }),
    event("response.completed", { response: RESPONSE }),
  ];
}

const GOOGLE_USAGE = { promptTokenCount: 40, candidatesTokenCount: 8, totalTokenCount: 48 };
const GOOGLE_ABOUT = { usageMetadata: GOOGLE_USAGE, modelVersion: "gemini-large-1", responseId: "g1" };
const GOOGLE = {
  candidates: [{ content: { parts: [{ text: TEXT }], role: "model" }, finishReason: "STOP", index: 0 }],
  ...GOOGLE_ABOUT,
};

function googleEvents(): string[] {
  return WORDS.map((text, place) => {
    const end = place === WORDS.length - 1 ? { finishReason: "STOP" } : {};
    return data({
      candidates: [{ content: { parts: [{ text }], role: "model" }, index: 0, ...end }],
      ...GOOGLE_ABOUT,
    });
  });
}

/** End of the path, the whole answer, and its events. */
const ANSWERS: readonly (readonly [string, object, (body: SeenRequest["body"]) => string[]])[] = [
  ["/chat/completions", CHAT, chatEvents],
  ["/responses", RESPONSE, responseEvents],
  ["/messages", MESSAGE, messageEvents],
  ["enerateContent", GOOGLE, googleEvents],
];
