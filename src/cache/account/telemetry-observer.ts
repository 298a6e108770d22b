import type { ResolvedPrices } from "../../options/index.js";
import type { CacheRecorder, RemovedEntries } from "../../telemetry/index.js";
import {
  type CacheObserver,
  costOf,
  type EmbedEvent,
  embeddingOf,
  type LookupEvent,
  MICROS,
  type StoreEvent,
  usedTokens,
  type VerdictEvent,
} from "../contract/index.js";
import { embeddedCharacters } from "../question/index.js";
import { kindOf } from "./count-event.js";

/** Tells OpenTelemetry what the ledger counts. */
export class TelemetryObserver implements CacheObserver {
  readonly #recorder: CacheRecorder;
  readonly #prices: ResolvedPrices;

  constructor(recorder: CacheRecorder, prices: ResolvedPrices) {
    this.#recorder = recorder;
    this.#prices = prices;
  }

  lookedUp({ identity, result, durationMs, embedMs, span }: LookupEvent): void {
    if (embedMs !== undefined && identity !== undefined) this.#countEmbedding(embeddedCharacters(identity));
    if (!result.hit) {
      const { reason } = result;
      const similarity = result.why.nearestSimilarity;
      this.#recorder.lookedUp({ result: kindOf(reason), reason, durationMs, similarity, embedMs, span });
      return;
    }
    const { tier, usage } = result;
    const similarity = tier === "semantic" || result.similarity < 1 ? result.similarity : undefined;
    this.#recorder.lookedUp({ result: "hit", tier, durationMs, similarity, embedMs, span });
    if (result.stale || usage === undefined) return;
    const { input, output } = usedTokens(usage);
    if (input > 0) this.#recorder.savedTokens("input", input);
    if (output > 0) this.#recorder.savedTokens("output", output);
    const prices = this.#prices;
    const micros = costOf(prices.prices, identity?.model, usage);
    if (micros) this.#recorder.savedCost(micros / MICROS, prices.currency);
  }

  stored({ result, durationMs }: StoreEvent): void {
    if (!result.stored) this.#recorder.stored("refused", result.reason, durationMs);
    else this.#recorder.stored(result.replaced ? "replaced" : "stored", undefined, durationMs);
  }

  embedded({ characters, durationMs }: EmbedEvent): void {
    this.#countEmbedding(characters);
    this.#recorder.embedded("store", durationMs);
  }

  judged({ correct, tier }: VerdictEvent): void {
    this.#recorder.judged(correct, tier ?? "unknown");
  }

  removed(entries: RemovedEntries): void {
    this.#recorder.removed(entries);
  }

  memoryEvicted(): void {
    this.#recorder.memoryEvicted();
  }

  #countEmbedding(characters: number): void {
    const prices = this.#prices;
    const { micros } = embeddingOf(characters, prices);
    if (micros > 0) this.#recorder.embeddingCost(micros / MICROS, prices.currency);
  }
}
