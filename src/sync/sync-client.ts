import module from "node:module";
import { missingPackage, OctavecError } from "../errors/index.js";
import type {
  Attributes,
  AttributesPatch,
  ConnectOptions,
  DeleteReport,
  Filter,
  FindOptions,
  ListedRecord,
  RepositoryOptions,
  SearchHit,
  SearchQuery,
  StoredRecord,
  UpsertReport,
  VectorRecord,
} from "../index.js";
import type { RepositoryMethod, SyncCall, SyncReply } from "./calls.js";

/** The methods of `VectorRepository` that fit a script, without promises. They throw what the methods of the same name reject with. */
export interface SyncRepository<A extends Attributes = Attributes> {
  upsert(record: VectorRecord<A>): { inserted: boolean };
  upsertMany(records: readonly VectorRecord<A>[]): UpsertReport;
  get(id: string): StoredRecord<A> | undefined;
  has(id: string): boolean;
  find(options?: FindOptions): ListedRecord<A>[];
  search(query: SearchQuery): SearchHit<A>[];
  delete(ids: string | readonly string[]): number;
  deleteWhere(filter: Filter): DeleteReport;
  updateAttributes(id: string, patch: AttributesPatch<A>): boolean;
  count(): number;
  countWhere(filter: Filter): number;
  clear(): number;
  drop(): void;
}

export interface SyncClient extends Disposable {
  /** Options are copied to another thread, so functions and schemas cannot be among them. */
  repository<A extends Attributes = Attributes>(place: RepositoryOptions<A>): SyncRepository<A>;
  /** Any command of Redis: `sendCommand(["SET", "key", "value"])`. */
  sendCommand(command: readonly string[]): unknown;
  close(): void;
}

let clients = 0;

/**
 * A client for scripts that cannot await. A thread has the connections, and each call **blocks the whole process** until its reply is
 * there: no timer, no server and no promise of the process runs meanwhile. Never use it in a service.
 *
 * @throws OctavecError as `connect()`, and `INVALID_OPTIONS` for options that cannot be copied to a thread.
 */
export function openSync(options: ConnectOptions = {}): SyncClient {
  const client = ++clients;
  call({ kind: "connect", client, options });
  let isClosed = false;
  const ask = <T>(asked: SyncCall): T => {
    if (isClosed) throw new OctavecError("POOL_CLOSED", "The client is closed. Open another one.");
    return call(asked) as T;
  };
  const close = () => {
    if (isClosed) return;
    ask({ kind: "close", client });
    isClosed = true;
  };
  return {
    repository: (place) =>
      repositoryOf((method, ...args) => ask({ kind: "repository", client, place, method, args })),
    sendCommand: (command) => ask({ kind: "command", client, command }),
    close,
    [Symbol.dispose]: close,
  };
}

function repositoryOf<A extends Attributes>(
  ask: <T>(method: RepositoryMethod, ...args: unknown[]) => T,
): SyncRepository<A> {
  return {
    upsert: (record) => ask("upsert", record),
    upsertMany: (records) => ask("upsertMany", records),
    get: (id) => ask("get", id),
    has: (id) => ask("has", id),
    find: (options) => ask("find", options),
    search: (query) => ask("search", query),
    delete: (ids) => ask("delete", ids),
    deleteWhere: (filter) => ask("deleteWhere", filter),
    updateAttributes: (id, patch) => ask("updateAttributes", id, patch),
    count: () => ask("count"),
    countWhere: (filter) => ask("countWhere", filter),
    clear: () => ask("clear"),
    drop: () => ask("drop"),
  };
}

function call(asked: SyncCall): unknown {
  const reply = callThread(asked);
  if (reply.kind === "value") return reply.value;
  const { code, message, retryable, details } = reply;
  throw new OctavecError(code, message, { retryable, details });
}

function callThread(asked: SyncCall): SyncReply {
  // It creates the thread at the first call.
  const send = loadSynckit().createSyncFn<(asked: SyncCall) => SyncReply>(
    new URL("./sync-worker.js", import.meta.url),
  );
  try {
    return send(asked);
  } catch (cause) {
    if (!(cause instanceof Error) || cause.name !== "DataCloneError") throw cause;
    throw new OctavecError(
      "INVALID_OPTIONS",
      "The arguments of a synchronous call are copied to another thread: expected plain data, got a function or an object that cannot be copied.",
      { cause },
    );
  }
}

/** At the first call and not before, because the package opens a pipe when it is loaded. */
function loadSynckit(): typeof import("synckit") {
  try {
    return module.createRequire(import.meta.url)("synckit");
  } catch (cause) {
    throw missingPackage("octavec/sync", ["synckit"], cause);
  }
}
