/**
 * Every error code of the library, with its meaning, and whether repeating the same call can help. Codes are stable:
 * programs can compare them. src/errors/README.md has a section per code with cause and remedy.
 */
export const ERROR_CODES = {
  /** An options object does not fit its schema. `details.issues` lists path and problem. */
  INVALID_OPTIONS: { retryable: false },
  /** An argument of a call is invalid, such as a limit, an id or a batch size. */
  INVALID_ARGUMENT: { retryable: false },
  /** A vector contains NaN, ±Infinity or a hole, is all zero, overflows float32, or is not a vector. */
  INVALID_VECTOR: { retryable: false },
  /** A vector's length differs from the collection's dimension. */
  DIMENSION_MISMATCH: { retryable: false },
  /** Attributes are not a plain JSON object, contain a cycle, or do not fit the collection's schema. */
  INVALID_ATTRIBUTES: { retryable: false },
  /** A filter is too large, or contains a field name or a value that no filter can, or that the collection's schema does not have. */
  INVALID_FILTER: { retryable: false },
  /** The collection exists with other parameters (dimension, quantization, M, schema), or was dropped or created again since it was opened. */
  COLLECTION_MISMATCH: { retryable: false },
  /** Some records were not stored; `report` says which. Repeating is harmless. The error is retryable if its cause is. */
  BATCH_INCOMPLETE: { retryable: false },
  /** Other writers changed a record between reading and writing, many times in a row. It is as they have left it. */
  WRITE_CONFLICT: { retryable: true },
  /** No connection became free within `acquireTimeoutMs`. */
  POOL_TIMEOUT: { retryable: true },
  /** `maxWaiting` callers are already waiting for a connection. Nothing was sent. */
  POOL_OVERLOADED: { retryable: true },
  /** A leased connection was used after its lease had ended. */
  LEASE_ENDED: { retryable: false },
  /** The client or its pool was closed. */
  POOL_CLOSED: { retryable: false },
  /** The server or embedder failed too many calls, or the server was isolated by hand. Nothing was sent. `details.nextAttemptInMs` says when it is asked again. */
  CIRCUIT_OPEN: { retryable: true },
  /** No connection could be opened. Nothing was sent. */
  CONNECTION_FAILED: { retryable: true },
  /** The connection broke before the reply came. A write may or may not have happened. */
  CONNECTION_LOST: { retryable: true },
  /** The server did not answer in time. A write may or may not have happened. */
  TIMEOUT: { retryable: true },
  /** The caller's signal was aborted during a call of several steps. `cause` is the signal's reason. */
  ABORTED: { retryable: false },
  /** The server is older than Redis 8 or has no Vector Sets. */
  UNSUPPORTED_SERVER: { retryable: false },
  /** The version of the server does not know this command or option. */
  UNSUPPORTED_COMMAND: { retryable: false },
  /** The server refused a write because `maxmemory` is reached, or `upsertMany` would reach it. Nothing was changed. */
  OUT_OF_MEMORY: { retryable: false },
  /** The node is a read-only replica. */
  READ_ONLY: { retryable: true },
  /** The key's slot is on another node of the cluster, or is moving there. `details.slot` and `details.target` say where. */
  SLOT_MOVED: { retryable: true },
  /** The keys of one command or transaction are in different slots of the cluster. */
  CROSS_SLOT: { retryable: false },
  /** Missing or wrong credentials, or the ACL user lacks a permission. */
  NOT_AUTHORIZED: { retryable: false },
  /** The key holds another data type than the command expects. */
  WRONG_TYPE: { retryable: false },
  /** The server is loading its data, runs a long script, or a cluster slot is moving. */
  SERVER_BUSY: { retryable: true },
  /** The server answered with an error that has no code of its own. */
  COMMAND_FAILED: { retryable: false },
  /** The server sent a reply of a form that this version of the library does not know. */
  UNEXPECTED_REPLY: { retryable: false },
  /** A call with `onlyIfCached` found no answer in the cache. `details.reason` says why. */
  NOT_CACHED: { retryable: false },
  /** An encrypted entry of a cache cannot be read: its key is not there, or it is not what was stored. It is a miss. */
  DECRYPTION_FAILED: { retryable: false },
  /** An embedder failed, or returned something that is not a vector of its dimension. */
  EMBEDDING_FAILED: { retryable: false },
  /** There are fewer samples than a calibration needs. */
  CALIBRATION_TOO_SMALL: { retryable: false },
  /** Codes or records of different calibrations or models were mixed. */
  CALIBRATION_MISMATCH: { retryable: false },
  /** A stored calibration record or code is damaged, of an unknown version, or its hash does not fit. */
  INVALID_CALIBRATION: { retryable: false },
  /** An optional package that this call needs is not installed. */
  MISSING_DEPENDENCY: { retryable: false },
  /** The collection, index or file that a migration reads from does not exist. */
  SOURCE_NOT_FOUND: { retryable: false },
  /** A migration stopped before its end; `cause` is the reason. Running it again continues where it stopped. */
  MIGRATION_INCOMPLETE: { retryable: true },
  /** Another run, another source or the state of the alias prevents this step. Nothing was changed. */
  MIGRATION_CONFLICT: { retryable: false },
  /** The source of a migration contains something that Vector Sets cannot store, such as several vectors per record. */
  UNSUPPORTED_SOURCE: { retryable: false },
  /** A record of a migration has the id of an earlier one. */
  DUPLICATE_ID: { retryable: false },
  /** The handle of a test server cannot do this: the server is stopped or down, or is the one of `REDIS_URL`. */
  UNSUPPORTED_OPERATION: { retryable: false },
  /** No Redis 8 for tests could be started, or a running one did not come back. The message lists what was tried. */
  REDIS_UNAVAILABLE: { retryable: false },
} as const satisfies Record<string, { retryable: boolean }>;

export type ErrorCode = keyof typeof ERROR_CODES;
