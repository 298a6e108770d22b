/** What a process of the bench does. */
export type ServerRole =
  | {
      readonly kind: "gateway";
      readonly redisUrl: string;
      readonly namespace: string;
      readonly upstreamUrl: string;
      /** Longest wait for Redis. Undefined: the default. */
      readonly timeoutMs: number | undefined;
      /** How many questions have a similar one whose vector is at hand. */
      readonly entries: number;
    }
  | {
      readonly kind: "bare";
      readonly redisUrl: string;
      readonly key: string;
      readonly vectorSet: string;
      readonly element: string;
    }
  | { readonly kind: "provider"; readonly events: number; readonly everyMs: number };

/** When the provider got the request: milliseconds since 1970, with fractions. */
export const RECEIVED = "x-received-ms";
export const BENCH_ROUTE = "/chat/completions";
export const BENCH_DIMENSION = 384;

const ANSWER = "Use the link in the mail, and choose a new password there. ".repeat(8);

/** A whole chat completion. */
export function answerBytes(): Buffer {
  const message = { role: "assistant", content: ANSWER };
  const about = { id: "chatcmpl-1", object: "chat.completion", created: 1, model: "bench" };
  const choices = [{ index: 0, message, finish_reason: "stop" }];
  return Buffer.from(
    JSON.stringify({ ...about, choices, usage: { prompt_tokens: 9, completion_tokens: 90 } }),
  );
}

/** One event of a streamed chat completion. */
export function chunkOf(number: number, isLast: boolean): string {
  const about = { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model: "bench" };
  const choice = { index: 0, delta: { content: `${number} ` }, finish_reason: isLast ? "stop" : null };
  return `data: ${JSON.stringify({ ...about, choices: [choice] })}\n\n`;
}

export function requestOf(prompt: string, stream = false): object {
  return { model: "bench", messages: [{ role: "user", content: prompt }], ...(stream ? { stream } : {}) };
}
