/** `closed`: calls pass. `open`: calls are refused. `half-open`: one probe tests the server. `isolated`: refused by hand. */
export type BreakerState = "closed" | "open" | "half-open" | "isolated";

/** A circuit breaker changed its state. */
export interface BreakerTransition {
  /** `host:port`. */
  readonly server: string;
  readonly from: BreakerState;
  readonly to: BreakerState;
}

/** A server went away: no connection to it can be opened, or its circuit breaker opened. */
export interface ServerDownEvent {
  readonly type: "server-down";
  /** `host:port`, or the path of a Unix socket. */
  readonly server: string;
  /** Code of the error that showed it; `message` is that error's message. */
  readonly code: string;
  readonly message: string;
}

/** A server that went away is back, or another one has taken its place. */
export interface ServerUpEvent {
  readonly type: "server-up";
  readonly server: string;
  /** Milliseconds since it was lost. */
  readonly downMs: number;
  /** Calls of this client that failed meanwhile because a server could not be reached or did not answer. */
  readonly failedCalls: number;
  /** Only from a cache: look-ups that went on without Redis meanwhile (reason `unavailable`). */
  readonly bypassedCalls?: number | undefined;
}

/** A circuit breaker changed its state. */
export interface BreakerEvent extends BreakerTransition {
  readonly type: "breaker";
}

/** Work that no caller waits for failed. */
export interface BackgroundFailureEvent {
  readonly type: "background-failure";
  /** Which work failed: `sweep`, `touch`, `ledger`, `coherence`, `store`, `refresh`, `lease`, `repair`, `learning`, `close` … */
  readonly job: string;
  /** The error's code, or the name of an error without one. */
  readonly code: string;
  /** Only of coded errors: the message of any other error may quote a prompt. */
  readonly message?: string | undefined;
}

/** The ACL user lacks a right. There is one such event per command. */
export interface MissingRightEvent {
  readonly type: "missing-right";
  /** The command that was refused, in capital letters: `VADD`. */
  readonly command: string;
  readonly message: string;
}

/** A server has known bugs or lacks security fixes. There is one such event per server and version. */
export interface AdvisoryEvent {
  readonly type: "advisory";
  /** `host:port`. */
  readonly server: string;
  readonly version: string;
  /** Ids of what `client.advisories()` describes. */
  readonly advisories: readonly string[];
}

/** An embedder failed several times in a row. Caches skip it for a while, and then find exact questions only. */
export interface EmbedderDownEvent {
  readonly type: "embedder-down";
  readonly model: string;
  /** Failures in a row. */
  readonly failures: number;
  /** The last error's code, or the name of an error without one. */
  readonly code: string;
  /** Only of coded errors: the message of any other error may quote a question. */
  readonly message?: string | undefined;
}

/** An embedder that was skipped has given a vector again. */
export interface EmbedderUpEvent {
  readonly type: "embedder-up";
  readonly model: string;
  /** Milliseconds since `embedder-down`. */
  readonly downMs: number;
  /** Calls that went on without it meanwhile, because it was skipped. */
  readonly skippedCalls: number;
}

/** Another server has become the primary. */
export interface FailoverEvent {
  readonly type: "failover";
  /** The former primary, `host:port`. */
  readonly from: string;
  readonly to: string;
}

/** The vectors that are written differ from those that the collection was calibrated on. */
export interface VectorDriftEvent {
  readonly type: "vector-drift";
  /** `namespace:collection`. */
  readonly collection: string;
  /** `recalibrate`: the calibration does not fit any more. */
  readonly level: "warn" | "recalibrate";
}

/** A new calibration of a collection is in use. */
export interface RecalibratedEvent {
  readonly type: "recalibrated";
  /** `namespace:collection`. */
  readonly collection: string;
  readonly version: number;
  /** Vectors that it was made from. */
  readonly sampleSize: number;
}

/** The policy `evidence()` decides in another way. */
export interface DecisionModeEvent {
  readonly type: "decision-mode";
  /** `evidence`, `stopped`, `agreement` or `threshold`, as the alert of this kind describes. */
  readonly mode: string;
}

/** The inputs of a cache's decisions have changed. */
export interface DecisionDriftEvent {
  readonly type: "decision-drift";
  /** Those that drifted: `similarity`, `vote-share`, `probability`, `audited-error`, `embeddings`. */
  readonly inputs: readonly string[];
}

/** An instance of a cache was elected to sweep, or is elected no more. */
export interface SweepLeaderEvent {
  readonly type: "sweep-leader";
  readonly elected: boolean;
}

/** `autoTune` changed a setting of a cache, took a change back, or was ended by `resetTuning()`. */
export interface TunedEvent {
  readonly type: "tuned";
  /** The option that has another value now. */
  readonly setting: "index.efSearch" | "memory.maxEntries";
  readonly action: "raised" | "lowered" | "taken-back" | "reset";
  readonly from: number;
  readonly to: number;
  /** The figures that it rests on, in words. */
  readonly evidence: string;
}

/** Changes that a cache reports about itself. */
export type CacheChangeEvent = DecisionModeEvent | DecisionDriftEvent | SweepLeaderEvent | TunedEvent;

/** What operators of a client or a cache want to know. No event holds a prompt, an answer, a vector or a secret. */
export type OctavecEvent =
  | ServerDownEvent
  | ServerUpEvent
  | FailoverEvent
  | BreakerEvent
  | BackgroundFailureEvent
  | MissingRightEvent
  | AdvisoryEvent
  | EmbedderDownEvent
  | EmbedderUpEvent
  | VectorDriftEvent
  | RecalibratedEvent
  | CacheChangeEvent;

export type EventListener = (event: OctavecEvent) => void;

/** The methods that a logger must have. A pino logger has them; `console` takes its arguments in the other order. */
export interface Logger {
  debug?(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** The receivers of events. */
export interface EventReceivers {
  readonly onEvent?: EventListener | undefined;
  readonly logger?: Logger | undefined;
}
