import { OctavecError } from "../errors/index.js";
import type { EventStream, NewEvent } from "./event-stream.js";

/** Messages that may wait to be stored. More than that come faster than Redis stores them. */
const MOST_WAITING = 1_000;

type OnMessage = (message: string) => void;

/** A connection for Pub/Sub, connected by you: `await redisClient.duplicate().connect()` of `redis` or `@redis/client`. */
export interface Subscriber {
  subscribe(channel: string, listener: OnMessage): Promise<unknown>;
  unsubscribe(channel: string, listener: OnMessage): Promise<unknown>;
}

export interface BridgeOptions {
  /** The channel to which the other program publishes. */
  from: string;
  /** The channel of the `EventStream`. */
  to: string;
  /**
   * Turns a message into an event, into the end of the channel, or into nothing. Default: an event of the type `message` with the
   * message as text.
   */
  eventOf?: ((message: string) => NewEvent | "end" | undefined) | undefined;
  /** Called with the error of a message that was not stored. The next messages are stored all the same. */
  onError: (error: unknown) => void;
}

/**
 * Stores what other programs PUBLISH as events, in its order, so that readers may come late or come back. Use one bridge for a
 * channel: each stores every message. Pub/Sub itself keeps nothing, so messages that are published while the subscriber has no
 * connection are lost.
 *
 * @returns an object that ends the bridge. What was received is stored before.
 * @throws the failure of `subscribe`.
 */
export async function bridgePublished(
  events: Pick<EventStream, "publish" | "end">,
  subscriber: Subscriber,
  { from, to, eventOf = asText, onError }: BridgeOptions,
): Promise<AsyncDisposable> {
  let waiting = 0;
  let last: Promise<void> = Promise.resolve();
  const store = async (message: string) => {
    try {
      const event = eventOf(message);
      if (event === "end") await events.end(to);
      else if (event !== undefined) await events.publish(to, event);
    } catch (error) {
      onError(error);
    } finally {
      waiting--;
    }
  };
  const listener = (message: string) => {
    if (waiting >= MOST_WAITING) {
      onError(tooMany(from));
      return;
    }
    waiting++;
    const storeThis = () => store(message);
    last = last.then(storeThis, storeThis);
  };
  await subscriber.subscribe(from, listener);
  return {
    async [Symbol.asyncDispose]() {
      await subscriber.unsubscribe(from, listener);
      await last;
    },
  };
}

function asText(message: string): NewEvent {
  return { type: "message", data: message };
}

function tooMany(channel: string): OctavecError {
  return new OctavecError(
    "POOL_OVERLOADED",
    `A message of the channel ${channel} was left out, because ${MOST_WAITING} others wait to be stored. Publish less, or find out why Redis is slow.`,
  );
}
