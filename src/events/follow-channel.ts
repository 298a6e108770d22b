import type { Executor } from "../executor.js";
import type { Doorbell } from "./doorbell.js";
import { isPassing, pauseAfter } from "./passing-failure.js";
import { decodeEvents, END, GAP, type StreamEvent } from "./stream-event.js";

export interface ChannelToFollow {
  readonly executor: Executor;
  readonly doorbell: Doorbell;
  readonly key: string;
  readonly lastEventId: string | undefined;
  /** The caller's: its abort is an error. */
  readonly signal: AbortSignal | undefined;
  /** Our own: its abort is an end. */
  readonly stop: AbortSignal;
}

/** Events for one round trip. */
const PAGE = 100;

/**
 * Reads page by page and waits for the doorbell in between. Each page begins with the last event of the page before: if
 * that is there, nothing between the two was dropped, because streams lose their oldest entries first.
 */
export async function* followChannel(channel: ChannelToFollow): AsyncGenerator<StreamEvent, void> {
  const { doorbell, key, signal, stop } = channel;
  const ended = signal === undefined ? stop : AbortSignal.any([signal, stop]);
  const leave = doorbell.join();
  let last = channel.lastEventId;
  try {
    while (true) {
      const page = await readPage(channel, last, ended);
      if (last !== undefined && page[0]?.id === last) {
        if (page.shift()?.type === END) return;
      } else if (last !== undefined) {
        yield { id: last, type: GAP, data: { after: last, resumedAt: page[0]?.id ?? null } };
        if (page.length === 0) {
          // Nothing as old or newer is left: whatever is there now is another beginning.
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
      if (page.length < PAGE - 1) await doorbell.wait(key, last ?? "0-0", ended);
    }
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (!stop.aborted) throw error;
  } finally {
    leave();
  }
}

/** From `last` on, itself included. Tries again until the server answers. From the primary: a replica may be behind. */
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
      if (signal.aborted || !isPassing(error)) throw error;
    }
  }
}
