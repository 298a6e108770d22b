import { OctavecError } from "../errors/index.js";
import { checkTouchOptions, type TouchOptions } from "../options/index.js";
import { listOf, reasonOf, unexpectedReply } from "../reply.js";
import { TOUCH_ELEMENTS } from "./expiry/touch.lua.js";
import type { OpenCollection } from "./open-collection.js";
import { explainForbiddenScript } from "./requires-scripts.js";

/** Elements of one call of the script: a fraction of a millisecond of the server. */
const CALL_SIZE = 64;

/** @returns how many of the elements exist. */
export async function touchElements(
  { executor, keys, expiry, options: { ttlMs: ofCollection } }: OpenCollection,
  ids: readonly string[],
  options: TouchOptions,
): Promise<number> {
  const { ttlMs = ofCollection, ...wait } = checkTouchOptions(options);
  if (ttlMs === undefined) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      "touch: expected ttlMs, because this repository has no ttlMs of its own. Give it to touch, or to client.repository.",
      { details: { field: "ttlMs" } },
    );
  }
  const calls = [];
  for (let start = 0; start < ids.length; start += CALL_SIZE) {
    const some = ids.slice(start, start + CALL_SIZE);
    calls.push({ keys: [keys.vectors, keys.expiry], args: [ttlMs === null ? "" : String(ttlMs), ...some] });
  }
  const results = await TOUCH_ELEMENTS.runEach(executor, calls, { ...wait, idempotent: true });
  let found = 0;
  for (const result of results) {
    if (!result.ok) throw reasonOf(explainForbiddenScript("touch", result.error), wait.signal);
    const replies = listOf(result.value);
    if (replies.some((reply) => reply !== 0 && reply !== 1))
      throw unexpectedReply("The script of touch", "1 or 0 for each id", result.value);
    found += replies.filter((reply) => reply === 1).length;
  }
  if (found > 0 && ttlMs !== null && expiry.isUsed) expiry.wrote(ttlMs);
  return found;
}
