import { OctavecError } from "../errors/index.js";

/** Refuses a second argument of `wrap` that makes no answer. @throws OctavecError `INVALID_ARGUMENT`. */
export function checkProducer(produce: unknown): void {
  if (typeof produce === "function") return;
  const got =
    produce === null || produce === undefined ? String(produce) : `a value of type ${typeof produce}`;
  throw new OctavecError(
    "INVALID_ARGUMENT",
    `wrap: expected a function that makes the answer as the second argument, got ${got}. ` +
      "Write cache.wrap(request, async () => ({ response: await askModel() })). " +
      "To only look for a stored answer, write cache.lookup(request).",
  );
}
