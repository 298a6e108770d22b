import { type BackgroundFailure, isOctavecError, messageOf, type OctavecError } from "../errors/index.js";
import type {
  BackgroundFailureEvent,
  BreakerTransition,
  CacheChangeEvent,
  EmbedderDownEvent,
  EmbedderUpEvent,
  EventListener,
  EventReceivers,
  RecalibratedEvent,
  VectorDriftEvent,
} from "./event.js";
import { EventHub } from "./event-hub.js";
import { FailedCalls } from "./failed-calls.js";
import { Outage } from "./outage.js";

/** Counts since `connect()` of what the events report. */
export interface EventCounts {
  /** Times that a server went away. */
  readonly outages: number;
  /** Calls that failed because a server could not be reached or did not answer. */
  readonly failedCalls: number;
  /** Times that a circuit breaker opened. */
  readonly breakerOpenings: number;
  /** Commands that the ACL user may not run, or not with these keys. */
  readonly missingRights: readonly string[];
}

/** Failures that say that a server could not be reached or did not answer. */
const NO_ANSWER: ReadonlySet<string> = new Set([
  "CONNECTION_FAILED",
  "CONNECTION_LOST",
  "CIRCUIT_OPEN",
  "SERVER_BUSY",
  "TIMEOUT",
]);

/** Watches the calls and servers of one client. Sends events and counts them. */
export class ClientMonitor {
  readonly #events: EventHub;
  readonly #failedCalls = new FailedCalls();
  readonly #missingRights = new Set<string>();
  readonly #advised = new Set<string>();
  #outages = 0;
  #breakerOpenings = 0;
  #isClosed = false;

  constructor(receivers: EventReceivers) {
    this.#events = new EventHub(receivers);
  }

  get counts(): EventCounts {
    return {
      outages: this.#outages,
      failedCalls: this.#failedCalls.total,
      breakerOpenings: this.#breakerOpenings,
      missingRights: [...this.#missingRights],
    };
  }

  /** @returns a function that ends the subscription. */
  subscribe(listener: EventListener): () => void {
    return this.#events.subscribe(listener);
  }

  /** A call failed for good, after all repetitions. */
  callFailed(error: unknown): void {
    if (!isOctavecError(error)) return;
    if (NO_ANSWER.has(error.code)) this.#failedCalls.add();
    else this.noteRefusal(error);
  }

  /** Sends an event if the error says that a right is missing. */
  noteRefusal(error: unknown): void {
    if (!isOctavecError(error, "NOT_AUTHORIZED")) return;
    const command = refusedCommand(error);
    if (command === undefined || this.#missingRights.has(command)) return;
    this.#missingRights.add(command);
    this.#emit({ type: "missing-right", command, message: error.message });
  }

  /** A server was reached of whose version something is known to be wrong. */
  advise(server: string, version: string, advisories: readonly string[]): void {
    const about = `${server} ${version}`;
    if (advisories.length === 0 || this.#advised.has(about)) return;
    this.#advised.add(about);
    this.#emit({ type: "advisory", server, version, advisories });
  }

  breakerChanged(transition: BreakerTransition): void {
    if (transition.to === "open" && transition.from === "closed") this.#breakerOpenings++;
    this.#emit({ type: "breaker", ...transition });
  }

  backgroundFailed(failure: BackgroundFailure): void {
    this.#emit(backgroundFailureEvent(failure));
  }

  /** A cache on this client skips its embedder, or asks it again. */
  embedderChanged(event: EmbedderDownEvent | EmbedderUpEvent): void {
    this.#emit(event);
  }

  /** Another server is the primary now. */
  failedOver(from: string, to: string): void {
    this.#emit({ type: "failover", from, to });
  }

  /** Something changed in a collection, or in a cache on this client. */
  changed(event: VectorDriftEvent | RecalibratedEvent | CacheChangeEvent): void {
    this.#emit(event);
  }

  /** Watches one server. */
  outageOf(server: string): Outage {
    const events: Pick<EventHub, "emit"> = { emit: (event) => this.#emit(event) };
    return new Outage(server, events, this.#failedCalls, () => {
      this.#outages++;
    });
  }

  /** Called when the client is closed. Lost connections cause no events after that. */
  close(): void {
    this.#isClosed = true;
  }

  #emit(event: Parameters<EventHub["emit"]>[0]): void {
    if (!this.#isClosed) this.#events.emit(event);
  }
}

/** The message of an error without a code stays out, because it may quote a prompt. */
export function backgroundFailureEvent({ job, code, error }: BackgroundFailure): BackgroundFailureEvent {
  const message = isOctavecError(error) ? { message: messageOf(error) } : {};
  return { type: "background-failure", job, code, ...message };
}

/** The command that the user may not run; of a script, the one inside it. Undefined: the credentials themselves are wrong. */
function refusedCommand({ message, details }: OctavecError): string | undefined {
  const { command, reply } = details;
  if (typeof command !== "string" || !(reply === "NOPERM" || /ACL failure in script/.test(message))) {
    return undefined;
  }
  return (/ run the '([^']+)' command/.exec(message)?.[1] ?? command).toUpperCase();
}
