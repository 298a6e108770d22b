import { type CacheObserver, type LookupEvent, percent, type StoreEvent } from "../contract/index.js";
import { GhostList } from "./ghost-list.js";
import type { TunedSetting } from "./tuned-setting.js";

/** A larger tier is tried if it would have answered this share of the look-ups … */
const CLEAR_GAIN = 0.05;
/** … and kept if at least this part of the gain came. */
const KEPT_PART = 0.5;
/** A smaller tier is tried if an entry answers fewer look-ups than this in a window. */
const FEW_HITS = 0.05;
/** A smaller tier is taken back if it would have answered this share of the look-ups before. */
const CLEAR_LOSS = 0.01;
/** Entries must have had time to come and go, so a window has at least this many look-ups for each. */
const LOOKUPS_PER_ENTRY = 2;

export interface MemoryTuningOptions {
  readonly setting: TunedSetting;
  readonly windowLookups: number;
  /** Entries in the tier. */
  readonly size: () => number;
}

/**
 * Tunes the most entries of the memory tier, by the look-ups of entries that just left it. (The idea of a ghost list is that of ARC:
 * Megiddo and Modha, FAST 2003.) Bytes are limited by `memory.maxBytes` as always.
 */
export class MemoryTuning implements CacheObserver {
  readonly #options: MemoryTuningOptions;
  readonly #ghosts = new GhostList();
  #lookups = 0;
  #hits = 0;
  #ghostHits = 0;
  /** The first window after a raise, in which the new room fills. */
  #isFilling = false;
  /** Share of hits before the raise on trial, and what it should add. */
  #expected = { before: 0, gain: 0 };

  constructor(options: MemoryTuningOptions) {
    this.#options = options;
  }

  memoryEvicted(entryId: string): void {
    this.#ghosts.add(entryId, this.#options.setting.value);
  }

  stored({ result }: StoreEvent): void {
    if (result.stored) this.#ghosts.remove(result.entryId);
  }

  lookedUp({ identity, result }: LookupEvent): void {
    if (identity === undefined) return;
    this.#lookups++;
    if (result.hit && result.tier === "memory") this.#hits++;
    // Other hits by meaning would need Redis with a larger tier too.
    else if (result.hit && result.tier === "exact" && this.#ghosts.remove(result.entryId)) this.#ghostHits++;
    const { setting, windowLookups } = this.#options;
    if (this.#lookups < Math.max(windowLookups, LOOKUPS_PER_ENTRY * setting.value)) return;
    this.#judge();
    this.#startWindow();
  }

  flushed(): void {
    this.#ghosts.clear();
    this.#isFilling = this.#options.setting.trial?.direction === "raised";
    this.#startWindow();
  }

  cleared(): void {
    this.flushed();
  }

  #startWindow(): void {
    this.#lookups = this.#hits = this.#ghostHits = 0;
  }

  #judge(): void {
    const { setting } = this.#options;
    if (this.#isFilling) this.#isFilling = false;
    else if (setting.trial?.direction === "raised") this.#judgeRaise();
    else if (setting.trial?.direction === "lowered") this.#judgeLowering();
    else if (setting.mayTry()) this.#try();
  }

  #try(): void {
    const { setting, size } = this.#options;
    // A tier that its entries or its bytes do not fill has another limit, or enough room.
    if (size() < setting.value) return;
    const [before, gain] = [this.#hits / this.#lookups, this.#ghostHits / this.#lookups];
    if (gain >= CLEAR_GAIN) {
      this.#expected = { before, gain };
      this.#isFilling = setting.larger() !== setting.value;
      const asked = `${percent(gain)} of ${this.#lookups} look-ups asked for an entry that had just left memory`;
      setting.try(setting.larger(), asked);
    } else if (this.#hits < FEW_HITS * setting.value) {
      // The entries that go now become ghosts, which show what they were good for.
      this.#ghosts.clear();
      setting.try(
        setting.smaller,
        `${setting.value} entries answered ${this.#hits} of ${this.#lookups} look-ups`,
      );
    }
  }

  #judgeRaise(): void {
    const { setting } = this.#options;
    const { before, gain } = this.#expected;
    const now = this.#hits / this.#lookups;
    const figures = `memory answered ${percent(now)} of ${this.#lookups} look-ups, and ${percent(before)} before the change`;
    if (now - before >= KEPT_PART * gain) setting.keep();
    else setting.takeBack(figures);
  }

  #judgeLowering(): void {
    const { setting } = this.#options;
    const loss = this.#ghostHits / this.#lookups;
    const asked = `${percent(loss)} of ${this.#lookups} look-ups asked for an entry that the change had removed`;
    if (loss < CLEAR_LOSS) setting.keep();
    else setting.takeBack(asked);
  }
}
