import type { ConnectOptions, ErrorCode, RepositoryOptions } from "../index.js";

/** The methods of a repository that the thread calls. */
export type RepositoryMethod =
  | "upsert"
  | "upsertMany"
  | "get"
  | "has"
  | "find"
  | "search"
  | "delete"
  | "deleteWhere"
  | "updateAttributes"
  | "count"
  | "countWhere"
  | "clear"
  | "drop";

/** What the thread is asked. `client` is a number for each client of the process. */
export type SyncCall =
  | { readonly kind: "connect"; readonly client: number; readonly options: ConnectOptions }
  | { readonly kind: "command"; readonly client: number; readonly command: readonly string[] }
  | {
      readonly kind: "repository";
      readonly client: number;
      readonly place: RepositoryOptions;
      readonly method: RepositoryMethod;
      readonly args: readonly unknown[];
    }
  | { readonly kind: "close"; readonly client: number };

/** Errors lose their class between threads, so their parts travel. */
export type SyncReply =
  | { readonly kind: "value"; readonly value: unknown }
  | {
      readonly kind: "failure";
      readonly code: ErrorCode;
      readonly message: string;
      readonly retryable: boolean;
      readonly details: Readonly<Record<string, unknown>>;
    };
