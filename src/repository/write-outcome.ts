import type { OctavecError } from "../errors/index.js";

/** What became of one record. */
export type WriteOutcome =
  | { readonly kind: "inserted" | "updated" }
  | {
      readonly kind: "failed";
      readonly error: OctavecError;
      /** False: the server certainly never saw it. True: it may have been stored; repeating the write is harmless. */
      readonly sent: boolean;
    };
