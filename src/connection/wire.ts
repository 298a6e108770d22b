import { ErrorReply, RESP_TYPES } from "@redis/client";
import { DeadlineTimer, loopTimeMs, onAbort } from "../async/index.js";
import type { OctavecError } from "../errors/index.js";
import type { Command, Reply, SendOptions, Steps, Transaction } from "../executor.js";
import type { PoolObserver } from "../telemetry/index.js";
import { isCommand, malformed } from "./check-raw-command.js";
import type { Endpoint } from "./endpoint.js";
import { type Handshake, readIdentity, type ServerIdentity } from "./handshake.js";
import { createRawClient, type RawClient } from "./raw-client.js";
import { type ReplyReceiver, type StepListener, StepReceiver } from "./reply-receiver.js";
import { transact } from "./transact.js";
import { connectionFailed, connectionLost, fromReply } from "./translate-error.js";

/** Maps stay flat arrays: as objects, ids such as "10" would be re-sorted and "__proto__" would vanish. */
const TEXT = { [RESP_TYPES.MAP]: Array };
/** The same with bulk strings as raw bytes: int8 codes are no UTF-8. */
const BINARY = { [RESP_TYPES.MAP]: Array, [RESP_TYPES.BLOB_STRING]: Buffer };

export interface WireOptions {
  readonly endpoint: Endpoint;
  readonly clientName: string;
  readonly connectTimeoutMs: number;
  readonly observer?: PoolObserver | undefined;
  readonly handshake?: Handshake | undefined;
}

/**
 * One connection, from handshake to loss. It never reconnects: the client library would resend what it had queued,
 * while here a lost connection fails its commands at once and the pool opens another.
 *
 * States: open → retired (takes no new work, ends when its last reply came) → closed. A lost connection goes straight to closed.
 */
export class Wire {
  readonly identity: ServerIdentity;
  /** Commands sent whose reply has not come. */
  inFlight = 0;
  /** `performance.now()` of the last reply. */
  lastReplyAtMs = performance.now();
  /** `performance.now()` of the last reply to a caller; a probe of the pool's own is no work. */
  lastWorkAtMs = performance.now();
  /** Somebody has this connection alone. */
  leased = false;
  /** Takes no shared commands, because somebody waits to have it alone. */
  reserved = false;
  /** `loopTimeMs()` until which some caller is ready to wait for its reply. */
  patientUntilMs = Number.NEGATIVE_INFINITY;
  readonly openedAtMs = performance.now();
  /** Resolves when the connection has ended, for whatever reason. */
  readonly whenClosed: Promise<void>;
  #announceClosed: () => void = () => {};
  #state: "open" | "retired" | "closed" = "open";
  readonly #client: RawClient;
  /** The same client twice: options that come with a command are merged at each command, which would take half of its time. */
  readonly #text: Pick<RawClient, "sendCommand">;
  readonly #binary: Pick<RawClient, "sendCommand">;
  readonly #label: string;
  /** `performance.now()` of the send after which there was no pause in the work. */
  #busySinceMs = 0;
  readonly #onChange: (wire: Wire) => void;
  /** What broke the connection; the client library would only say "disconnects client". */
  #lossCause: unknown;

  private constructor(
    client: RawClient,
    identity: ServerIdentity,
    label: string,
    onChange: (wire: Wire) => void,
  ) {
    this.#client = client;
    this.#text = client.withTypeMapping(TEXT);
    this.#binary = client.withTypeMapping(BINARY);
    this.identity = identity;
    this.#label = label;
    this.#onChange = onChange;
    this.whenClosed = new Promise((resolve) => {
      this.#announceClosed = resolve;
    });
    // Any error of the client is fatal here: after a failed decode the stream is out of step. The listener is added, and
    // the opening one left in place: removing listeners would give this object an event table of its own, which the
    // client's inner parts do not emit to.
    client.on("error", (error: unknown) => {
      this.#lossCause ??= error;
      this.destroy();
    });
  }

  /**
   * Connects, says HELLO and reads who answers.
   *
   * @param onChange - Called whenever a reply came or the wire was lost; the pool looks for work to give or to replace.
   * @param signal - Ends the attempt at once, whatever it waits for.
   * @throws OctavecError `CONNECTION_FAILED`, `NOT_AUTHORIZED`, `UNSUPPORTED_SERVER`.
   */
  static async open(
    options: WireOptions,
    onChange: (wire: Wire) => void,
    signal?: AbortSignal,
  ): Promise<Wire> {
    const { endpoint, connectTimeoutMs } = options;
    const startedAtMs = performance.now();
    // The library cannot end an attempt whose TCP handshake is not over; a socket's own signal can.
    const socketEnd = new AbortController();
    const client = createRawClient(endpoint, options.clientName, socketEnd.signal);
    // The process may end without `close()`. Whoever waits for a connection or a reply has a timer that keeps it alive.
    client.unref();
    let failure: unknown;
    const giveUp = (reason: unknown) => {
      failure ??= reason;
      client.destroy();
      socketEnd.abort();
    };
    client.on("error", giveUp);
    // The library's connect timeout ends with the TCP handshake; ours covers AUTH and HELLO too.
    const timer = new DeadlineTimer(connectTimeoutMs, () =>
      giveUp(new Error(`no answer within ${connectTimeoutMs} ms`)),
    );
    const stopListening = onAbort(signal, () => giveUp(new Error("the client was closed")));
    try {
      await client.connect();
      const hello = await client.sendCommand<Reply>(["HELLO"], { typeMapping: TEXT });
      const identity = readIdentity(hello, endpoint.label, options.handshake);
      if (options.handshake?.readsFromReplica) await client.sendCommand(["READONLY"]);
      options.observer?.connectionCreated(performance.now() - startedAtMs);
      return new Wire(client, identity, endpoint.label, onChange);
    } catch (error) {
      client.destroy();
      const { label, address, tls } = endpoint;
      const usesTls = "path" in address ? undefined : tls !== false;
      throw connectionFailed(label, failure ?? error, { isSentinel: options.handshake?.sentinel, usesTls });
    } finally {
      timer.stop();
      stopListening();
    }
  }

  get usable(): boolean {
    return this.#state === "open";
  }

  /** Takes commands of any caller. */
  get shared(): boolean {
    return this.#state === "open" && !this.leased && !this.reserved;
  }

  /** Could be somebody's alone at once. */
  get free(): boolean {
    return this.#state === "open" && !this.leased && this.inFlight === 0;
  }

  /** How long the server has owed a reply without giving one, in milliseconds; 0 when it owes none. */
  get silentMs(): number {
    return this.inFlight === 0 ? 0 : performance.now() - Math.max(this.lastReplyAtMs, this.#busySinceMs);
  }

  get closed(): boolean {
    return this.#state === "closed";
  }

  /** Sends one command, whose reply may take as long as it likes. Errors are coded. */
  send(command: Command, binary: boolean, receiver: ReplyReceiver): void {
    // The client library would break off in the middle of writing, and the connection with it.
    if (!isCommand(command)) {
      receiver.reject(malformed("command"));
      return;
    }
    if (this.inFlight++ === 0) this.#busySinceMs = performance.now();
    (binary ? this.#binary : this.#text).sendCommand<Reply>(command).then(
      (reply) => {
        this.lastReplyAtMs = this.lastWorkAtMs = performance.now();
        this.#settled();
        receiver.resolve(reply);
      },
      (error: unknown) => {
        const translated = this.translate(error, command);
        this.#settled();
        receiver.reject(translated);
      },
    );
  }

  /** Somebody is ready to wait so long for a reply from now on. */
  bePatient(forMs: number): void {
    this.patientUntilMs = Math.max(this.patientUntilMs, loopTimeMs() + forMs);
  }

  /** Asks for a sign of life. What becomes of it shows in `silentMs` and `closed`. */
  probe(): void {
    const { lastWorkAtMs } = this;
    const resolve = () => {
      this.lastWorkAtMs = lastWorkAtMs;
    };
    this.send(["PING"], false, { resolve, reject: () => {} });
  }

  /** Sends the steps back to back, and calls `onStep` as each is decided, in order of the replies. */
  sendSteps(steps: Steps, { binary = false }: Pick<SendOptions, "binary">, onStep: StepListener): void {
    for (const [index, step] of steps.entries()) {
      if (!(isTransaction(step) ? step.transaction : [step]).every(isCommand)) {
        onStep(index, { ok: false, error: malformed(`step ${index} of the pipeline`), sent: false });
        continue;
      }
      const receiver = new StepReceiver(index, onStep);
      if (isTransaction(step)) void transact(this, step, binary, receiver);
      else this.send(step, binary, receiver);
    }
  }

  /** Takes no new work; closes when the last reply has come. */
  retire(): void {
    if (this.#state === "open") this.#state = "retired";
    this.#changed();
  }

  /** Closes at once. Commands under way fail with `CONNECTION_LOST`. */
  destroy(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#client.destroy();
    this.#announceClosed();
    this.#onChange(this);
  }

  #settled(): void {
    this.inFlight--;
    this.#changed();
  }

  #changed(): void {
    if (this.#state === "retired" && this.inFlight === 0) this.destroy();
    else this.#onChange(this);
  }

  /** What a failure of the client library, or an error reply, means. */
  translate(error: unknown, command: Command): OctavecError {
    if (error instanceof ErrorReply) {
      this.lastReplyAtMs = this.lastWorkAtMs = performance.now();
      const refused = fromReply(error.message, String(command[0]));
      // A primary that was made a replica keeps its connections, while its name or address may lead to another server
      // by now. Whoever was a replica from the start is meant to be one.
      if (refused.code === "READ_ONLY" && this.identity.role === "master") this.retire();
      return refused;
    }
    return connectionLost(this.#label, this.#lossCause ?? error);
  }
}

function isTransaction(step: Command | Transaction): step is Transaction {
  return "transaction" in step;
}
