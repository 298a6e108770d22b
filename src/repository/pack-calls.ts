import type { CommandArgument } from "../executor.js";

/**
 * The most bytes of one call. The server reads 16 KiB of a connection at a time (`PROTO_IOBUF_LEN`) and runs all commands in
 * it before it turns to other connections, so calls of this size make others wait no longer than single writes would.
 */
const CALL_BYTES = 16 * 1024;

/** The most elements of one call. Each call has one reply, and a slow line must not be silent for `commandTimeoutMs`. */
const CALL_ELEMENTS = 8;

/** Divides the elements of a batch, in order, among calls of a script that are short for the server. */
export function packCalls<T extends { readonly args: readonly CommandArgument[] }>(
  elements: readonly T[],
): T[][] {
  const calls: T[][] = [];
  let sizeBytes = Number.POSITIVE_INFINITY;
  for (const element of elements) {
    const elementBytes = element.args.reduce((sum, word) => sum + word.length, 0);
    sizeBytes += elementBytes;
    if (sizeBytes > CALL_BYTES || calls.at(-1)?.length === CALL_ELEMENTS) {
      calls.push([]);
      sizeBytes = elementBytes;
    }
    calls.at(-1)?.push(element);
  }
  return calls;
}
