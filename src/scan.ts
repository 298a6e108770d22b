import type { Executor, SendOptions } from "./executor.js";
import { listOf, textOf } from "./reply.js";

/** Keys that the server looks at in one step. */
const STEP = 1_000;

/**
 * The keys of one server that match a pattern, a page at a time: about one round trip for each 1,000 keys of the server. A key may come
 * twice, and pages may be empty. @throws OctavecError the codes of commands; the signal's reason.
 */
export async function* scanPages(
  executor: Executor,
  pattern: string,
  options: SendOptions,
): AsyncGenerator<string[], void, undefined> {
  let cursor = "0";
  do {
    options.signal?.throwIfAborted();
    const scan = ["SCAN", cursor, "MATCH", pattern, "COUNT", String(STEP)];
    const page = listOf(await executor.send(scan, options));
    cursor = textOf(page[0]) ?? "0";
    yield listOf(page[1]).map(String);
  } while (cursor !== "0");
}

/** A text as a part of a pattern that matches it alone. */
export function literalInPattern(text: string): string {
  return text.replace(/[\\*?[\]]/g, (character) => `\\${character}`);
}
