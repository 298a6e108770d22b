import type { OctavecEvent } from "./event.js";

export type LogLevel = "debug" | "info" | "warn" | "error";

type EventType = OctavecEvent["type"];
type EventOf<Type extends EventType> = Extract<OctavecEvent, { type: Type }>;

export interface EventRow<Event> {
  /** Level of the line in the log; of some events it depends on their fields. */
  readonly level: LogLevel | ((event: Event) => LogLevel);
  /** The fields of the line beside `type`. One in brackets is absent in some cases. */
  readonly fields: readonly string[];
  /** What has happened. */
  readonly meaning: string;
  /** The text of the line. */
  readonly text: (event: Event) => string;
}

/** Every event: its level and its fields. No field holds a prompt, an answer, a vector or a secret. */
export const EVENT_TABLE: { readonly [Type in EventType]: EventRow<EventOf<Type>> } = {
  "server-down": {
    level: "error",
    fields: ["server", "code", "message"],
    meaning: "a server went away: no connection can be opened, or its breaker opened",
    text: ({ server, code, message }) => `${server} is down (${code}): ${message}`,
  },
  "server-up": {
    level: "info",
    fields: ["server", "downMs", "failedCalls", "(bypassedCalls)"],
    meaning: "a server that went away is back, or another one has taken its place",
    text: ({ server, downMs }) => `${server} is up again after ${downMs} ms`,
  },
  failover: {
    level: "warn",
    fields: ["from", "to"],
    meaning: "another server is the primary now",
    text: ({ from, to }) => `${to} is the primary in place of ${from}`,
  },
  breaker: {
    level: ({ from, to }) => {
      if (to === "half-open" || from === "half-open") return "debug";
      return to === "closed" ? "info" : "warn";
    },
    fields: ["server", "from", "to"],
    meaning: "a circuit breaker changed its state",
    text: ({ server, from, to }) => `the circuit breaker of ${server} went from ${from} to ${to}`,
  },
  "missing-right": {
    level: "error",
    fields: ["command", "message"],
    meaning: "the Redis user may not run a command; once per command",
    text: ({ message }) => `the Redis user lacks a right: ${message}`,
  },
  advisory: {
    level: "warn",
    fields: ["server", "version", "advisories"],
    meaning: "a server has known bugs or lacks security fixes; once per server and version",
    text: ({ server, version, advisories }) =>
      `${server} runs Redis ${version}, of which this is known: ${advisories.join(", ")}. See client.advisories().`,
  },
  "embedder-down": {
    level: "error",
    fields: ["model", "failures", "code", "(message)"],
    meaning: "an embedder failed several times in a row and is skipped for a while",
    text: ({ model, failures, code }) =>
      `the embedder ${model} failed ${failures} times in a row (${code}) and is skipped for a while`,
  },
  "embedder-up": {
    level: "info",
    fields: ["model", "downMs", "skippedCalls"],
    meaning: "an embedder that was skipped works again",
    text: ({ model, downMs }) => `the embedder ${model} works again after ${downMs} ms`,
  },
  "background-failure": {
    level: "warn",
    fields: ["job", "code", "(message)", "(leftOut)"],
    meaning:
      "work that no caller waits for failed; one line per job and code in a minute, which says how many were left out",
    text: ({ job, code }) => `background work failed: ${job} (${code})`,
  },
  "vector-drift": {
    level: "warn",
    fields: ["collection", "level"],
    meaning: "the vectors that are written differ from those that the collection was calibrated on",
    text: ({ collection, level }) => `the vectors of ${collection} have drifted (${level})`,
  },
  recalibrated: {
    level: "info",
    fields: ["collection", "version", "sampleSize"],
    meaning: "a new calibration of a collection is in use",
    text: ({ collection, version }) => `${collection} has version ${version} of its calibration`,
  },
  "decision-mode": {
    level: ({ mode }) => (mode === "evidence" ? "info" : "warn"),
    fields: ["mode"],
    meaning: "`evidence()` decides in another way: it stepped down, or is normal again",
    text: ({ mode }) => `evidence() decides by ${mode} from now on`,
  },
  "decision-drift": {
    level: "warn",
    fields: ["inputs"],
    meaning: "the inputs of decisions have changed; once for each drift",
    text: ({ inputs }) => `the inputs of decisions have drifted: ${inputs.join(", ")}`,
  },
  "sweep-leader": {
    level: "debug",
    fields: ["elected"],
    meaning: "this instance of a cache sweeps expired entries from now on, or does so no more",
    text: ({ elected }) =>
      elected ? "this instance sweeps expired entries" : "this instance does not sweep any more",
  },
  tuned: {
    level: "info",
    fields: ["setting", "action", "from", "to", "evidence"],
    meaning: "`autoTune` changed a setting of a cache or took a change back, or `resetTuning()` was called",
    text: ({ setting, action, from, to, evidence }) =>
      `${setting} went from ${from} to ${to} (${action}): ${evidence}`,
  },
};
