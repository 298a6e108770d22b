import type { VectorClient } from "../client.js";
import { OctavecError } from "../errors/index.js";
import { type EventStreamOptions, eventStreamSchema, hashTag, parseOptions } from "../options/index.js";
import { BlockingReader } from "./blocking-reader.js";
import { followChannel } from "./follow-channel.js";
import { decodeEvents, END, encodeEvent, GAP, isEventId, type StreamEvent } from "./stream-event.js";

/** The client of an `EventStream`. */
export interface EventStreamParts {
  client: Pick<VectorClient, "executor" | "lease">;
}

/** An event to publish. */
export interface NewEvent {
  /** Letters, digits, `_ . :` and `-`, up to 128 characters. `end` and `gap` are reserved. */
  readonly type: string;
  /** Any JSON value, up to 1 MiB as text. Default null. */
  readonly data?: unknown;
}

/** How a channel is read. */
export interface ReadEventsOptions {
  /** Read only the events after this one. Default: everything that the channel still holds. */
  readonly lastEventId?: string | undefined;
  /** Ends the reading, which then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

const NAME = /^[A-Za-z0-9_.:-]{1,128}$/;
const MAX_EVENT_BYTES = 1_048_576;

/**
 * Reports the progress of long work to any number of readers. A channel is a Redis Stream that is kept for a while, so
 * readers can come late, disconnect and come back. You choose the names of the channels, one for each piece of work.
 *
 * All readers of one `EventStream` share one leased connection, so the client needs `maxConnections` of 2 or more. The
 * connection is leased as long as a channel is being read.
 */
export class EventStream implements AsyncDisposable {
  readonly #client: Pick<VectorClient, "executor" | "lease">;
  readonly #tag: string;
  readonly #maxLength: number;
  readonly #ttlMs: number;
  readonly #reader: BlockingReader;
  readonly #iterations = new Set<AbortController>();
  #isClosed = false;

  /** Does no I/O. @throws OctavecError `INVALID_OPTIONS`. */
  constructor({ client, ...options }: EventStreamParts & EventStreamOptions) {
    const resolved = parseOptions(eventStreamSchema, options, "options of the event stream");
    this.#client = client;
    this.#tag = hashTag(resolved, "events");
    this.#maxLength = resolved.maxLength;
    this.#ttlMs = resolved.ttlMs;
    this.#reader = new BlockingReader(client, this.#tag);
  }

  /**
   * Adds an event and extends the life of the channel. If the outcome is unknown the call is not repeated, so no event is
   * added twice.
   *
   * @returns the event's id.
   * @throws OctavecError `INVALID_ARGUMENT`, or the failure of Redis. Decide then whether the work goes on without readers.
   */
  async publish(channel: string, { type, data = null }: NewEvent): Promise<string> {
    if (typeof type !== "string" || !NAME.test(type) || type === END || type === GAP) {
      throw invalid("type: expected 1 to 128 letters, digits, _ . : and -, and neither end nor gap.");
    }
    return this.#add(channel, type, data);
  }

  /** Ends the channel: readers get an event of type `end`, and their loops end. @returns the id of that event. */
  async end(channel: string): Promise<string> {
    return this.#add(channel, END, null);
  }

  /**
   * The events of a channel: first the stored ones, then new ones as they come, until its `end`. While Redis is away the
   * reader waits, and then continues after the last event that it read. If events were dropped before they were read
   * (`maxLength`, `ttlMs`, a server that lost its data), the reader gets an event of type `gap`. It may also get one if only
   * the last event that it read was dropped. Each iteration reads from the start. To stop, leave the loop or abort the signal.
   *
   * @throws OctavecError `INVALID_ARGUMENT`. Reading throws errors that waiting does not solve, such as `NOT_AUTHORIZED`.
   */
  read(channel: string, { lastEventId, signal }: ReadEventsOptions = {}): AsyncIterable<StreamEvent> {
    const key = this.#keyOf(channel);
    if (lastEventId !== undefined) checkEventId(lastEventId);
    return { [Symbol.asyncIterator]: () => this.#iterate(key, lastEventId, signal) };
  }

  /** Whether this event is the `end` of the channel. */
  async isEnd(channel: string, eventId: string): Promise<boolean> {
    checkEventId(eventId);
    const command = ["XRANGE", this.#keyOf(channel), eventId, eventId];
    const [event] = decodeEvents(await this.#client.executor.send(command, { idempotent: true }));
    return event?.type === END;
  }

  /** Ends all readers, whose loops end normally, and returns the connection. Call it before you close the client. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const iteration of this.#iterations) iteration.abort();
    await this.#reader.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #iterate(
    key: string,
    lastEventId: string | undefined,
    signal: AbortSignal | undefined,
  ): AsyncIterator<StreamEvent, void> {
    const stop = new AbortController();
    if (this.#isClosed) stop.abort();
    this.#iterations.add(stop);
    const { executor } = this.#client;
    const events = followChannel({
      executor,
      reader: this.#reader,
      key,
      lastEventId,
      signal,
      stop: stop.signal,
    });
    const done = async (end: Promise<IteratorResult<StreamEvent, void>>) => {
      const result = await end.catch((error: unknown) => {
        this.#iterations.delete(stop);
        throw error;
      });
      if (result.done) this.#iterations.delete(stop);
      return result;
    };
    return {
      next: () => done(events.next()),
      // The generator's own `return` would first wait for the next event.
      return: () => {
        stop.abort();
        return done(events.return());
      },
    };
  }

  async #add(channel: string, type: string, data: unknown): Promise<string> {
    const key = this.#keyOf(channel);
    const fields = encodeEvent(type, data);
    const text = fields.at(-1);
    if (typeof text !== "string" || Buffer.byteLength(text) > MAX_EVENT_BYTES) {
      throw invalid(`data: expected a JSON value of at most ${MAX_EVENT_BYTES} bytes.`);
    }
    const transaction = [
      ["XADD", key, "MAXLEN", String(this.#maxLength), "*", ...fields],
      ["PEXPIRE", key, String(this.#ttlMs)],
    ];
    const [result] = await this.#client.executor.pipeline([{ transaction }]);
    if (result?.ok === false) throw result.error;
    const [id] = Array.isArray(result?.value) ? result.value : [];
    if (typeof id === "string") return id;
    throw new OctavecError("UNEXPECTED_REPLY", "XADD: expected the id of the new entry.");
  }

  #keyOf(channel: string): string {
    if (typeof channel === "string" && NAME.test(channel)) return `${this.#tag}:${channel}`;
    throw invalid("channel: expected 1 to 128 letters, digits, _ . : and -.");
  }
}

function checkEventId(id: string): void {
  if (typeof id === "string" && isEventId(id)) return;
  throw invalid("lastEventId: expected the id of an event, such as 1700000000000-0.");
}

function invalid(message: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", message);
}
