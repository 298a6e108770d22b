import type { OctavecError } from "../errors/index.js";

/** The outcome of one record's write. */
export type WriteOutcome =
  | { readonly kind: "inserted" | "updated" }
  | {
      readonly kind: "failed";
      readonly error: OctavecError;
      /** False: the server certainly did not get it. True: it may have been stored. In both cases it may be written again. */
      readonly sent: boolean;
    };
