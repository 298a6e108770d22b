import type { Executor } from "../executor.js";
import { type BlockingReader, isTemporary, pauseAfter } from "./blocking-reader.js";
import { decodeEvents, END, GAP, type StreamEvent } from "./stream-event.js";

export interface ChannelToFollow {
  readonly executor: Executor;
  readonly reader: BlockingReader;
  readonly key: string;
  readonly lastEventId: string | undefined;
  /** The caller's signal. When it is aborted, reading throws its reason. */
  readonly signal: AbortSignal | undefined;
  /** The signal of the `EventStream`. When it is aborted, reading ends normally. */
  readonly stop: AbortSignal;
}

/** Events that are read in one round trip. */
const PAGE = 100;

/**
 * Reads page by page, and waits for new entries after the last page. Each page begins with the last event of the page
 * before. If that event is still there, no event between the two pages was dropped, because streams drop their oldest
 * entries first.
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
          // The stream is empty from `last` on. Read it from its start, in case it begins anew with smaller ids.
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

/** Reads one page that begins with `last`. Repeats until the server answers. Not `readOnly`, because a replica may be behind. */
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
