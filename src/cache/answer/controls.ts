import { TimeBudget } from "../../async/index.js";
import { failureCode, OctavecError } from "../../errors/index.js";
import { lifeOf } from "../entries/index.js";
import { canEmbed, embedQuestion, type IdentifiedRequest, identityOf } from "../question/index.js";
import type { AnswerContext } from "./context/answer-context.js";
import type { MadeAnswer, Missed, WrapCall, WrapOptions, WrappedAnswer } from "./context/wrap-types.js";
import { acquireLease, type LeaseReply } from "./lease/answer-lease.js";
import { callProducer, produceAndStore } from "./make-answer.js";
import { answerOfMade, answerParts, forOneCaller } from "./wrapped-answer.js";

const MAX_SESSION_CHARS = 256;
const CONTROLS = ["bypass", "refresh", "noStore", "onlyIfCached"] as const;

/**
 * Checked before the producer is called: once the answer is there, nothing may keep it from its caller.
 * @throws OctavecError `INVALID_ARGUMENT`.
 */
export function checkWrap({ settings }: AnswerContext, options: WrapOptions): void {
  if (options.ttlMs !== undefined) lifeOf(settings, undefined, options.ttlMs);
  for (const name of CONTROLS) {
    const value: unknown = options[name];
    if (value !== undefined && typeof value !== "boolean") throw refused(`${name}: expected true or false`);
  }
  const chosen = CONTROLS.filter((name) => options[name] === true);
  const { maxAgeMs } = options;
  if (maxAgeMs !== undefined && !(maxAgeMs >= 0)) throw refused("maxAgeMs: expected a number of 0 or more");
  checkSession(options, settings.memory !== false);
  if (chosen.length > 1)
    throw refused(`expected at most one of ${CONTROLS.join(", ")}; got ${chosen.join(" and ")}`);
}

function checkSession({ session, private: isPrivate }: WrapOptions, hasMemory: boolean): void {
  if (isPrivate !== undefined && typeof isPrivate !== "boolean") {
    throw refused("private: expected true or false");
  }
  if (session === undefined) {
    if (isPrivate === true) throw refused("private: expected a session, which keeps the answer");
    return;
  }
  if (typeof session !== "string" || session.length === 0 || session.length > MAX_SESSION_CHARS) {
    throw refused(`session: expected a text of 1 to ${MAX_SESSION_CHARS} characters`);
  }
  if (!hasMemory)
    throw refused("session: the cache has no memory tier (memory: false), which keeps sessions");
}

/** The producer answers this caller alone, and nothing is stored. */
export async function answerAlone(
  { produce, signal, onMiss, private: isPrivate = false }: WrapCall,
  missed: Missed,
): Promise<WrappedAnswer> {
  onMiss?.(missed, undefined);
  const { answer, isCacheable } = await forOneCaller(signal, (own) => callProducer(produce, own));
  const notStored = isPrivate ? (isCacheable ? "private" : "not-cacheable") : "not-wanted";
  return { ...missed, ...answerParts(answer), notStored };
}

/** A new answer in place of a stored one, whatever that is. Callers do not share it: each wants an answer that begins now. */
export async function answerAnew(context: AnswerContext, call: WrapCall): Promise<WrappedAnswer> {
  const missed: Missed = { hit: false, reason: "refresh", why: {} };
  if (call.private === true) return answerAlone(call, missed);
  const identity = await identityOf(context, call.request, call.signal);
  call.onMiss?.(missed, undefined);
  const made = await forOneCaller(call.signal, async (own): Promise<MadeAnswer> => {
    if (!("bypass" in identity)) return produceAnew(context, identity, call, own);
    const { answer } = await callProducer(call.produce, own);
    return { ...answer, structured: answer.structured, usage: answer.usage, notStored: identity.bypass };
  });
  return { ...missed, ...answerOfMade(made) };
}

async function produceAnew(
  context: AnswerContext,
  identity: IdentifiedRequest,
  call: WrapCall,
  signal: AbortSignal | undefined,
): Promise<MadeAnswer> {
  const budget = new TimeBudget(context.settings.timeoutMs, context.gate);
  const [asked, vector] = await Promise.all([
    askRedis(context, identity.entryId, budget, signal),
    vectorOf(context, identity, signal),
  ]);
  signal?.throwIfAborted();
  const { reply, errorCode } = asked;
  const lease = reply?.status === "lead" ? reply.lease : undefined;
  return produceAndStore(
    context,
    { identity, vector, askedAt: reply?.askedAt, errorCode, lease, budget },
    call,
    signal,
  );
}

/** When the answer was asked for, by which Redis refuses it after an invalidation; and the lease, if nobody has it. */
async function askRedis(
  context: AnswerContext,
  entryId: string,
  budget: TimeBudget,
  signal: AbortSignal | undefined,
): Promise<{ readonly reply?: LeaseReply; readonly errorCode?: string | undefined }> {
  try {
    const reply = await budget.spend((timeoutMs) =>
      acquireLease(context, entryId, undefined, { timeoutMs, signal }),
    );
    context.generation.note(reply.askedAt.generation);
    return { reply };
  } catch (error) {
    return { errorCode: failureCode(error) };
  }
}

/** Undefined where embeddings are off or fail: the entry can then be found by its exact prompt only. */
async function vectorOf(
  context: AnswerContext,
  identity: IdentifiedRequest,
  signal: AbortSignal | undefined,
): Promise<Float32Array | undefined> {
  const { embedder } = context;
  if (!canEmbed(embedder, identity)) return undefined;
  try {
    return (await embedQuestion(context, embedder, identity, signal)).question.vector;
  } catch {
    return undefined;
  }
}

export function notCached({ reason }: Missed): OctavecError {
  return new OctavecError(
    "NOT_CACHED",
    `The cache has no answer to this question (${reason}), and with onlyIfCached the call makes none.`,
    { details: { reason } },
  );
}

function refused(problem: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", `options of wrap: ${problem}.`);
}
