import { type MeteredCall, TokenMeter } from "../../provider-calls/index.js";

interface Metering {
  /** See {@link MeteredCall}. */
  readonly requestCharacters: MeteredCall["requestCharacters"];
  /** Takes the tokens of one answer of the provider, when it has ended or was cut off. Must not reject. */
  readonly count: (tokens: number) => Promise<void>;
}

/** A `fetch` that reads the tokens of each answer while it passes. An error of the provider costs none. */
export function meteredFetch(upstream: typeof fetch, { requestCharacters, count }: Metering): typeof fetch {
  return async (input, init) => {
    const response = await upstream(input, init);
    if (!response.ok || response.body === null) return response;
    const contentType = response.headers.get("content-type") ?? "";
    const meter = new TokenMeter({ contentType, requestCharacters });
    const body = meteredBody(response.body, meter, count);
    const { status, statusText, headers } = response;
    return new Response(body, { status, statusText, headers });
  };
}

/** The last piece is counted before the body ends, so that the next call of whoever has read it is measured by it. */
function meteredBody(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  meter: TokenMeter,
  count: Metering["count"],
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (value !== undefined) {
            meter.feed(value);
            controller.enqueue(value);
          }
          if (!done) return;
        } catch (error) {
          await count(meter.tokens);
          throw error;
        }
        await count(meter.tokens);
        controller.close();
      },
      async cancel(reason) {
        await Promise.all([count(meter.tokens), reader.cancel(reason)]);
      },
    },
    // Nothing is read before somebody wants it.
    { highWaterMark: 0 },
  );
}
