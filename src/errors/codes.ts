/**
 * Every stable error code of the library: what it means, and whether repeating the very same call can help.
 * Programs match on the code; src/errors/README.md has one heading per code with cause and remedy.
 */
export const ERROR_CODES = {
  /** An options object failed its schema; `details.issues` lists path and problem. */
  INVALID_OPTIONS: { retryable: false },
  /** An argument of a call is outside what the call takes (limit, id, namespace, batch size …). */
  INVALID_ARGUMENT: { retryable: false },
  /** A vector holds NaN, ±Infinity or a hole, is all zero, overflows float32, or is no vector at all. */
  INVALID_VECTOR: { retryable: false },
  /** A vector's length differs from the collection's dimension. */
  DIMENSION_MISMATCH: { retryable: false },
  /** Attributes are not a plain JSON object, hold a cycle, or fail the collection's attribute schema. */
  INVALID_ATTRIBUTES: { retryable: false },
  /** A filter names a field or a value that the server's expression language cannot carry. */
  INVALID_FILTER: { retryable: false },
  /** The collection exists with other creation parameters (dimension, quantization, M …), or was dropped or made anew since it was opened. */
  COLLECTION_MISMATCH: { retryable: false },
  /** Some records were not acknowledged; `report` says which. Repeating is harmless, and retryable when the cause is. */
  BATCH_INCOMPLETE: { retryable: false },
  /** No connection became free within the acquire timeout. */
  POOL_TIMEOUT: { retryable: true },
  /** As many callers as allowed wait for a connection already: nothing was sent. */
  POOL_OVERLOADED: { retryable: true },
  /** A leased connection was used after the work it was leased for. */
  LEASE_ENDED: { retryable: false },
  /** The client or its pool was closed. */
  POOL_CLOSED: { retryable: false },
  /** The server failed too many calls, or was isolated by hand: nothing was sent; `details.nextAttemptInMs` says when it is asked again. */
  CIRCUIT_OPEN: { retryable: true },
  /** No connection could be opened: nothing was sent. */
  CONNECTION_FAILED: { retryable: true },
  /** The connection broke while the command was under way: a write may or may not have happened. */
  CONNECTION_LOST: { retryable: true },
  /** The server did not answer in time: a write may or may not have happened. */
  TIMEOUT: { retryable: true },
  /** The caller's signal was aborted while records or steps were under way; `cause` is the signal's reason. */
  ABORTED: { retryable: false },
  /** The server is older than Redis 8 or has no Vector Sets. */
  UNSUPPORTED_SERVER: { retryable: false },
  /** The server knows Vector Sets but not this command or option in its version. */
  UNSUPPORTED_COMMAND: { retryable: false },
  /** The server refused a write because `maxmemory` is reached; it changed nothing. */
  OUT_OF_MEMORY: { retryable: false },
  /** The node is a read-only replica. */
  READ_ONLY: { retryable: true },
  /** The key's slot is on another node of the cluster, or on its way there; `details.slot` and `details.target` say where. */
  SLOT_MOVED: { retryable: true },
  /** The keys of one command or transaction are in different slots of the cluster. */
  CROSS_SLOT: { retryable: false },
  /** Missing or wrong credentials, or the ACL user lacks a permission. */
  NOT_AUTHORIZED: { retryable: false },
  /** The key holds another data type than the command expects. */
  WRONG_TYPE: { retryable: false },
  /** The server is loading its data, runs a long script, or a cluster slot is moving. */
  SERVER_BUSY: { retryable: true },
  /** The server answered with an error that has no code of its own here. */
  COMMAND_FAILED: { retryable: false },
  /** The server answered with a shape that this version of the library does not know. */
  UNEXPECTED_REPLY: { retryable: false },
  /** An embedder failed or returned something that is no vector of its stated dimension. */
  EMBEDDING_FAILED: { retryable: false },
  /** A calibration was asked for with fewer samples than it needs. */
  CALIBRATION_TOO_SMALL: { retryable: false },
  /** Two calibrations, embedding models or code versions were mixed. */
  CALIBRATION_MISMATCH: { retryable: false },
  /** A stored calibration record or code is damaged, of an unknown version, or its hash does not fit. */
  INVALID_CALIBRATION: { retryable: false },
  /** An optional package that this call needs is not installed. */
  MISSING_DEPENDENCY: { retryable: false },
  /** The collection, index or file that a migration reads from is not there. */
  SOURCE_NOT_FOUND: { retryable: false },
  /** A migration stopped before its end; what was done is kept, `cause` is the reason. Running it again goes on from there. */
  MIGRATION_INCOMPLETE: { retryable: true },
  /** Another run, another source or another state of the alias stands in the way of this step; nothing was changed. */
  MIGRATION_CONFLICT: { retryable: false },
  /** What a migration reads from holds something that Vector Sets cannot: several vectors per record, no dense vector … */
  UNSUPPORTED_SOURCE: { retryable: false },
  /** A record of a migration has the id of an earlier one. */
  DUPLICATE_ID: { retryable: false },
  /** The handle cannot do this: its server was stopped or is down, or it was not ours to start (`REDIS_URL`). */
  UNSUPPORTED_OPERATION: { retryable: false },
  /** None of the ways to get a Redis 8 for tests worked, or the one in use did not come back; the message lists what was tried. */
  REDIS_UNAVAILABLE: { retryable: false },
} as const satisfies Record<string, { retryable: boolean }>;

export type ErrorCode = keyof typeof ERROR_CODES;
