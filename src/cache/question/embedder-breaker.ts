import type { Embedder } from "../../embedding/index.js";
import { failureCode, isOctavecError, messageOf, OctavecError } from "../../errors/index.js";
import type { EmbedderDownEvent, EmbedderUpEvent } from "../../monitoring/index.js";
import type { ResolvedCacheSettings } from "../../options/index.js";

/** How many failures in a row, and how long it is skipped then. */
export type EmbedderLimits = ResolvedCacheSettings["embedBreaker"];

/** How an embedder fares in this process. */
export interface EmbedderFigures {
  /** Failures since its last success. */
  readonly failuresInARow: number;
  /** Milliseconds until it is asked again; undefined while it is asked. */
  readonly nextAttemptInMs: number | undefined;
}

/** What one caller brings along. */
interface Attempt {
  readonly limits: EmbedderLimits;
  /** Of the caller: a call that nobody waits for any more says nothing of the embedder. */
  readonly signal: AbortSignal | undefined;
  readonly report: ((event: EmbedderDownEvent | EmbedderUpEvent) => void) | undefined;
}

/** Status codes by which a server refuses one text, and not every text. */
const ABOUT_THE_TEXT: readonly unknown[] = [400, 413, 422];

/** Of each embedder, so that all tenants of a process learn from the failure of one. */
const OF_EMBEDDERS = new WeakMap<Embedder, EmbedderBreaker>();

/**
 * Keeps calls away from an embedder that is dead or slow, which would cost each of them `embedTimeoutMs`.
 *
 * asked → skipped, after `failures` in a row → probed, when `cooldownMs` are over: one caller asks, all others still skip it →
 * asked after a success, skipped for another `cooldownMs` after a failure. The probe is a caller's own call, because embedders
 * have no cheaper question, and may cost money.
 */
export class EmbedderBreaker {
  readonly #model: string;
  readonly #nowMs: () => number;
  #failures = 0;
  #lastFailureAtMs = 0;
  #downSinceMs: number | undefined;
  #skippedCalls = 0;
  #isProbing = false;

  constructor(model: string, nowMs: () => number = () => performance.now()) {
    this.#model = model;
    this.#nowMs = nowMs;
  }

  /** The one of this embedder. */
  static of(embedder: Embedder): EmbedderBreaker {
    const known = OF_EMBEDDERS.get(embedder);
    if (known !== undefined) return known;
    const made = new EmbedderBreaker(embedder.model);
    OF_EMBEDDERS.set(embedder, made);
    return made;
  }

  figures({ failures, cooldownMs }: EmbedderLimits): EmbedderFigures {
    const leftMs = this.#lastFailureAtMs + cooldownMs - this.#nowMs();
    const isSkipped = this.#failures >= failures && (leftMs > 0 || this.#isProbing);
    return {
      failuresInARow: this.#failures,
      nextAttemptInMs: isSkipped ? Math.max(1, Math.ceil(leftMs)) : undefined,
    };
  }

  /** A copy for explanations: what is done with it changes nothing here, and reports nothing. */
  view(): EmbedderBreaker {
    const copy = new EmbedderBreaker(this.#model, this.#nowMs);
    copy.#failures = this.#failures;
    copy.#lastFailureAtMs = this.#lastFailureAtMs;
    copy.#isProbing = this.#isProbing;
    return copy;
  }

  /**
   * Calls the embedder, unless it is skipped.
   * @throws OctavecError `CIRCUIT_OPEN` (`details.nextAttemptInMs`) if it is skipped; what `work` throws.
   */
  async run<T>(attempt: Attempt, work: () => Promise<T>): Promise<T> {
    const { limits, signal, report } = attempt;
    const { nextAttemptInMs } = this.figures(limits);
    if (nextAttemptInMs !== undefined) {
      this.#skippedCalls++;
      throw skipped(this.#model, this.#failures, nextAttemptInMs);
    }
    const isProbe = this.#failures >= limits.failures;
    if (isProbe) this.#isProbing = true;
    try {
      const value = await work();
      this.#succeeded(report);
      return value;
    } catch (error) {
      if (signal?.aborted !== true && !isAboutTheText(error)) this.#failed(error, limits, report);
      throw error;
    } finally {
      if (isProbe) this.#isProbing = false;
    }
  }

  #succeeded(report: Attempt["report"]): void {
    this.#failures = 0;
    const since = this.#downSinceMs;
    if (since === undefined) return;
    this.#downSinceMs = undefined;
    const downMs = Math.round(this.#nowMs() - since);
    report?.({ type: "embedder-up", model: this.#model, downMs, skippedCalls: this.#skippedCalls });
  }

  #failed(error: unknown, { failures }: EmbedderLimits, report: Attempt["report"]): void {
    this.#failures++;
    this.#lastFailureAtMs = this.#nowMs();
    if (this.#failures < failures || this.#downSinceMs !== undefined) return;
    this.#downSinceMs = this.#lastFailureAtMs;
    this.#skippedCalls = 0;
    const message = isOctavecError(error) ? { message: messageOf(error) } : {};
    report?.({
      type: "embedder-down",
      model: this.#model,
      failures: this.#failures,
      code: failureCode(error),
      ...message,
    });
  }
}

/** Whether the failure concerns the caller's text, which another caller does not have. */
function isAboutTheText(error: unknown): boolean {
  if (!isOctavecError(error)) return false;
  return error.code === "INVALID_ARGUMENT" || ABOUT_THE_TEXT.includes(error.details.status);
}

function skipped(model: string, failures: number, nextAttemptInMs: number): OctavecError {
  return new OctavecError(
    "CIRCUIT_OPEN",
    `The embedder ${model} failed ${failures} times in a row, so it was not asked. It is asked again in ${nextAttemptInMs} ms.`,
    { details: { model, nextAttemptInMs } },
  );
}
