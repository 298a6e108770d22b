import { TimeBudget } from "../../async/index.js";
import { readEntry } from "../entries/index.js";
import type { Examined } from "../find/index.js";
import type { IdentifiedRequest } from "../question/index.js";
import { embedQuestion } from "../question/index.js";
import type { AnswerContext } from "./answer-context.js";
import { isDueEarly } from "./is-due-early.js";
import type { Making } from "./keep-answer.js";
import { acquireLease } from "./lease/acquire-lease.js";
import { produceAndKeep } from "./make-answer.js";
import type { Order } from "./wrapped-answer.js";

/** Nobody waits, so Redis may take its time. */
const REDIS_TIMEOUT_MS = 2_000;
/** What two clocks and a round trip may add to what is left of an answer. */
const SLACK_MS = 50;

/**
 * After a hit: makes a new answer in the background when the one served is past its time, or now and then when it is near
 * it. One process does it, once. An answer that was found by meaning belongs to another question, which the producer at
 * hand does not answer: it is not renewed early, and when it is stale this question gets an answer of its own. Gives whether
 * it will be tried.
 */
export function refreshIfDue(parts: AnswerContext, examined: Examined, order: Order): boolean {
  const { identity } = examined;
  const { refreshes } = parts.flights;
  if (identity === undefined || !isDue(parts, examined) || refreshes.isFull) return false;
  if (!parts.flights.mayRefresh(identity.entryId)) return false;
  return refreshes.run("refresh", (signal) => refresh(parts, identity, examined, order, signal));
}

function isDue({ settings, flights }: AnswerContext, { result, freshForMs }: Examined): boolean {
  if (!result.hit || freshForMs === undefined) return false;
  if (result.stale) return true;
  if (result.tier === "semantic") return false;
  return isDueEarly({
    freshForMs,
    producerMs: flights.producerMs.value,
    eagerness: settings.earlyRefresh,
  });
}

async function refresh(
  parts: AnswerContext,
  identity: IdentifiedRequest,
  { vector, freshForMs = 0 }: Examined,
  order: Order,
  signal: AbortSignal,
): Promise<void> {
  const { embedder, flights, settings } = parts;
  // One that is fresh for much longer than what was served was made since.
  const known = freshForMs === 0 ? 0 : 2 * freshForMs + SLACK_MS;
  const permit = settings.flight.acrossProcesses
    ? await permitOfAll(parts, identity.entryId, known, signal)
    : await permitOfThisProcess(parts, identity.entryId, known, signal);
  if (permit === undefined) return;
  const { lease } = permit;
  try {
    // Without a vector the new answer would take one away that can be found by meaning: the old one is better then.
    const embedded =
      vector ??
      (embedder && (await embedQuestion(parts, embedder, identity.text, signal).then((made) => made.vector)));
    const making = { identity, vector: embedded, ...permit };
    const budget = new TimeBudget(REDIS_TIMEOUT_MS);
    const { joined } = await flights.answers.run(
      identity.entryId,
      (shared) => produceAndKeep(parts, making, order, budget, shared),
      { signal },
    );
    if (joined) lease?.end("vacant");
  } catch (error) {
    lease?.end("vacant");
    throw error;
  }
}

type Permit = Pick<Making, "askedAt" | "lease">;

async function permitOfAll(
  parts: AnswerContext,
  entryId: string,
  freshForMs: number,
  signal: AbortSignal,
): Promise<Permit | undefined> {
  const options = { timeoutMs: REDIS_TIMEOUT_MS, signal };
  const word = await acquireLease(parts, entryId, { freshForMs }, options);
  parts.generation.note(word.askedAt.generation);
  if (word.status === "lead") {
    return { lease: word.lease, askedAt: { ...word.askedAt, fence: word.lease.fence } };
  }
  // Another process has made it: the next hit fetches it.
  if (word.status === "there") parts.memory?.delete(entryId);
  return undefined;
}

async function permitOfThisProcess(
  parts: AnswerContext,
  entryId: string,
  freshForMs: number,
  signal: AbortSignal,
): Promise<Permit | undefined> {
  const options = { timeoutMs: REDIS_TIMEOUT_MS, signal };
  const reading = await readEntry(parts.executor, parts.keys, entryId, parts.generation.current, options);
  parts.generation.note(reading.generation);
  const { found } = reading;
  if (found !== undefined && found !== "corrupt" && found.remainingMs - found.staleMs > freshForMs) {
    parts.memory?.delete(entryId);
    return undefined;
  }
  return { askedAt: { generation: reading.generation, since: reading.since }, lease: undefined };
}
