import { OctavecError } from "../errors/index.js";
import { parseOptions, type SseOptions, sseSchema } from "../options/index.js";
import type { StreamEvent } from "./stream-event.js";

/**
 * Events as the text of a `text/event-stream` (https://html.spec.whatwg.org/multipage/server-sent-events.html): data that
 * is text goes as it is, line by line, anything else as JSON. First comes the `retry:` line; while there is no event,
 * comments keep the connection alive.
 *
 * @throws OctavecError `INVALID_OPTIONS`; when read: `INVALID_ARGUMENT` for an id or type with a line end in it; what the
 * events throw.
 */
export function toServerSentEvents(
  events: AsyncIterable<StreamEvent>,
  options: SseOptions = {},
): AsyncIterable<string> {
  const { heartbeatMs, retryMs } = parseOptions(sseSchema, options, "options of server-sent events");
  return { [Symbol.asyncIterator]: () => frames(events, heartbeatMs, retryMs) };
}

async function* frames(
  events: AsyncIterable<StreamEvent>,
  heartbeatMs: number,
  retryMs: number,
): AsyncGenerator<string, void> {
  const iterator = events[Symbol.asyncIterator]();
  yield `retry: ${retryMs}\n\n`;
  try {
    let pending = iterator.next();
    while (true) {
      const result = await within(pending, heartbeatMs);
      if (result === undefined) {
        yield ": still here\n\n";
        continue;
      }
      if (result.done) return;
      yield frameOf(result.value);
      pending = iterator.next();
    }
  } finally {
    // Not waited for: the events may wait for their next one.
    iterator.return?.().catch(() => {});
  }
}

/** Undefined when the time is up first. */
async function within<T>(work: Promise<T>, timeoutMs: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const due = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, undefined);
  });
  try {
    return await Promise.race([work, due]);
  } finally {
    clearTimeout(timer);
  }
}

function frameOf({ id, type, data }: StreamEvent): string {
  const text = typeof data === "string" ? data : (JSON.stringify(data) ?? "null");
  const lines = text.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  return `id: ${oneLine(id, "id")}\nevent: ${oneLine(type, "type")}\n${lines.join("")}\n`;
}

function oneLine(text: string, what: string): string {
  if (!/[\r\n\0]/.test(text)) return text;
  throw new OctavecError("INVALID_ARGUMENT", `${what}: expected one line of text for a server-sent event.`);
}
