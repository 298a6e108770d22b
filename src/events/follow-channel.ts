import type { Executor } from "../executor.js";
import { type BlockingReader, isTemporary, pauseAfter } from "./blocking-reader.js";
import { decodeEvents, END, GAP, type StreamEvent } from "./stream-event.js";

export interface ChannelToFollow {
  readonly executor: Executor;
  readonly reader: BlockingReader;
  readonly key: string;
  readonly lastEventId: string | undefined;
  /** Of the caller: its abort is an error. */
  readonly signal: AbortSignal | undefined;
  /** Of the stream: its abort is a normal end. */
  readonly stop: AbortSignal;
}

/** Events for one round trip. */
const PAGE = 100;

/**
 * Reads page by page and waits for new entries in between. Each page begins with the last event of the page before: if
 * that event is still there, nothing between the two pages was dropped, because streams lose their oldest entries first.
 */
export async function* followChannel(channel: ChannelToFollow): AsyncGenerator<StreamEvent, void> {
  const { reader, key, signal, stop } = channel;
  const ended = signal === undefined ? stop : AbortSignal.any([signal, stop]);
  const unsubscribe = reader.subscribe();
  let last = channel.lastEventId;
  try {
    while (true) {
      const page = await readPage(channel, last, ended);
      if (last !== undefined && page[0]?.id === last) {
        if (page.shift()?.type === END) return;
      } else if (last !== undefined) {
        yield { id: last, type: GAP, data: { after: last, resumedAt: page[0]?.id ?? null } };
        if (page.length === 0) {
          // The stream holds nothing as old as `last` or newer, so what it holds from now on is read from the start.
          last = undefined;
          continue;
        }
      }
      for (const event of page) {
        ended.throwIfAborted();
        last = event.id;
        yield event;
        if (event.type === END) return;
      }
      if (page.length < PAGE - 1) await reader.waitForNews(key, last ?? "0-0", ended);
    }
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (!stop.aborted) throw error;
  } finally {
    unsubscribe();
  }
}

/** Reads from `last` on, `last` included. Tries again until the server answers. Asks the primary: a replica may be behind. */
async function readPage(
  { executor, key }: ChannelToFollow,
  last: string | undefined,
  signal: AbortSignal,
): Promise<StreamEvent[]> {
  for (let failures = 0; ; failures++) {
    if (failures > 0) await pauseAfter(failures, signal);
    try {
      const command = ["XRANGE", key, last ?? "-", "+", "COUNT", String(PAGE)];
      return decodeEvents(await executor.send(command, { idempotent: true, signal }));
    } catch (error) {
      if (signal.aborted || !isTemporary(error)) throw error;
    }
  }
}
