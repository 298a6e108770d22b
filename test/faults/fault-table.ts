import type { ErrorCode } from "../../src/errors/index.js";

/** One line of the table "What happens when …" in src/resilience/README.md, and what the tests of that fault are held to. */
export interface FaultRow {
  /** Ends the sentence "What happens when …". */
  readonly when: string;
  /** Every test of this fault sees one of these codes at least. */
  readonly gets: readonly ErrorCode[];
  /** Codes that may come beside them. A test that sees any other one fails. */
  readonly mayGet?: readonly ErrorCode[];
  /** What else there is to say of the answer. */
  readonly note?: string;
  /** The longest that a caller waits. */
  readonly within: string;
  readonly recovery: string;
}

const AT_ONCE_THEN_ACQUIRE = "at once; while nobody can be reached, `acquireTimeoutMs`";
const BY_ITSELF = "by itself, on new connections";

export const FAULTS = {
  killedInBatch: {
    when: "the server is killed in the middle of `upsertMany`",
    gets: ["BATCH_INCOMPLETE"],
    mayGet: ["CIRCUIT_OPEN", "CONNECTION_LOST", "CONNECTION_FAILED"],
    note: "`error.report` lists every record that was not acknowledged; with `appendfsync always` all others survive",
    within: AT_ONCE_THEN_ACQUIRE,
    recovery: `${BY_ITSELF}; repeat the batch`,
  },
  frozen: {
    when: "the server hangs (the process is stopped, the machine swaps)",
    gets: ["TIMEOUT"],
    mayGet: ["CIRCUIT_OPEN", "BATCH_INCOMPLETE", "CONNECTION_FAILED", "POOL_TIMEOUT", "CONNECTION_LOST"],
    note: "a write may still happen when it goes on",
    within: "`timeoutMs` of the call, else `commandTimeoutMs`; with no connection left, `acquireTimeoutMs`",
    recovery: "by itself when it goes on",
  },
  loading: {
    when: "the server was restarted and still loads its data",
    gets: ["SERVER_BUSY"],
    mayGet: ["CIRCUIT_OPEN", "CONNECTION_LOST", "CONNECTION_FAILED"],
    within: "at once",
    recovery: "by itself when it has loaded",
  },
  failover: {
    when: "the primary dies and its address leads to a replica",
    gets: ["READ_ONLY"],
    mayGet: ["CIRCUIT_OPEN", "CONNECTION_LOST", "CONNECTION_FAILED"],
    note: "writes only, until it is promoted; searches and reads go on. A write that the replica had not received by then is lost: `WAIT` tells",
    within: AT_ONCE_THEN_ACQUIRE,
    recovery: "by itself once it is promoted",
  },
  demoted: {
    when: "the primary is made a replica and its address leads to the new one",
    gets: [],
    mayGet: ["READ_ONLY", "CONNECTION_LOST", "CONNECTION_FAILED"],
    note: "answers: a write that is refused is tried again on a new connection; `READ_ONLY` when its tries are used up",
    within: "at once",
    recovery: "by itself: a connection on which a primary turned out to be a replica is replaced",
  },
  reset: {
    when: "connections are reset",
    gets: ["CONNECTION_LOST"],
    note: "what was under way; a write may have happened",
    within: "at once",
    recovery: BY_ITSELF,
  },
  halfOpen: {
    when: "connections stay open and carry nothing (a firewall forgot them)",
    gets: ["TIMEOUT"],
    mayGet: ["CIRCUIT_OPEN", "CONNECTION_LOST", "CONNECTION_FAILED", "POOL_TIMEOUT"],
    within: "`commandTimeoutMs`",
    recovery: "by itself: a connection that owes a reply for `commandTimeoutMs` is replaced",
  },
  latency: {
    when: "the network takes 300 ms longer",
    gets: [],
    note: "answers, later",
    within: "`commandTimeoutMs`",
    recovery: "nothing to recover from",
  },
  narrow: {
    when: "the network is narrow",
    gets: [],
    note: "answers, later: of a pipeline, each reply has `commandTimeoutMs`",
    within: "`commandTimeoutMs` after the last reply",
    recovery: "nothing to recover from",
  },
  cutReply: {
    when: "a connection breaks in the middle of a reply",
    gets: ["CONNECTION_LOST"],
    note: "never half a reply",
    within: "at once",
    recovery: BY_ITSELF,
  },
  stalledReply: {
    when: "a reply stops in the middle",
    gets: ["TIMEOUT"],
    mayGet: ["CIRCUIT_OPEN", "CONNECTION_LOST"],
    note: "never half a reply",
    within: "`commandTimeoutMs`",
    recovery: "by itself: the connection is replaced",
  },
  unreachable: {
    when: "new connections are refused or never answered",
    gets: ["CONNECTION_FAILED"],
    mayGet: ["CIRCUIT_OPEN", "CONNECTION_LOST"],
    within: "`acquireTimeoutMs`; `connect()` itself `connectTimeoutMs`",
    recovery: "by itself; attempts are at most 1 s apart and take at most `connectTimeoutMs` each",
  },
  full: {
    when: "`maxclients` is reached",
    gets: ["SERVER_BUSY"],
    mayGet: ["CIRCUIT_OPEN", "CONNECTION_FAILED", "CONNECTION_LOST"],
    note: "only who has no connection yet; open ones go on",
    within: "`acquireTimeoutMs`",
    recovery: "by itself when there is room",
  },
  outOfMemory: {
    when: "`maxmemory` is reached (`noeviction`)",
    gets: ["OUT_OF_MEMORY", "BATCH_INCOMPLETE"],
    note: "writes only; nothing is half written, and an update leaves the old element",
    within: "at once",
    recovery: "as soon as `delete` or `clear` made room",
  },
  password: {
    when: "the password is changed and connections are closed",
    gets: ["NOT_AUTHORIZED"],
    mayGet: ["CONNECTION_LOST", "CONNECTION_FAILED"],
    within: "the next attempt to connect, at most 1 s apart",
    recovery: "by itself when the password fits again",
  },
  unresolved: {
    when: "the server's name no longer resolves",
    gets: ["CONNECTION_FAILED"],
    mayGet: ["CIRCUIT_OPEN", "CONNECTION_LOST"],
    note: "only once connections are lost; open ones go on",
    within: "`acquireTimeoutMs`",
    recovery: "by itself when it resolves",
  },
  thousandCallers: {
    when: "a thousand callers meet a dead server",
    gets: ["CONNECTION_FAILED", "TIMEOUT"],
    mayGet: ["CIRCUIT_OPEN", "CONNECTION_LOST", "POOL_TIMEOUT"],
    note: "each of them; never more than `maxConnections` sockets",
    within: "`acquireTimeoutMs` plus `commandTimeoutMs`",
    recovery: BY_ITSELF,
  },
} as const satisfies Record<string, FaultRow>;

export type Fault = keyof typeof FAULTS;

/** The table as the guide has it. */
export function faultTable(): string[] {
  return [
    "| What happens when … | The caller gets | Within | Recovery |",
    "|---|---|---|---|",
    ...Object.values<FaultRow>(FAULTS).map(
      (row) => `| ${row.when} | ${answerOf(row)} | ${row.within} | ${row.recovery} |`,
    ),
  ];
}

function answerOf({ gets, mayGet = [], note }: FaultRow): string {
  const codes = (names: readonly ErrorCode[]) => names.map((name) => `\`${name}\``).join(", ");
  const parts = [
    ...(gets.length > 0 ? [codes(gets)] : []),
    ...(mayGet.length > 0 ? [`perhaps ${codes(mayGet)}`] : []),
    ...(note === undefined ? [] : [note]),
  ];
  return parts.join("; ");
}
