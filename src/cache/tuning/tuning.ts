import type { TunedEvent } from "../../monitoring/index.js";
import type { TunedSetting, TunedSettingOptions } from "./tuned-setting.js";

/** Changes that are remembered. */
const MOST_CHANGES = 50;

/** One change of a setting. */
export interface TuningChange extends Omit<TunedEvent, "type"> {
  /** Milliseconds since 1970, by this process' clock. */
  readonly atMs: number;
}

/** What `autoTune` did in this process, for this cache object. */
export interface TuningStats {
  /** False after `resetTuning()` and `close()`. */
  readonly isOn: boolean;
  /** The settings that are tuned, with the value that each began with. */
  readonly settings: readonly TunedSetting["figures"][];
  /** The last 50 changes, oldest first. */
  readonly history: readonly TuningChange[];
}

/** The settings of one cache that are tuned, and what was changed. */
export class Tuning {
  readonly #settings: TunedSetting[] = [];
  readonly #history: TuningChange[] = [];
  readonly #nowMs: () => number;
  readonly #reportChange: (event: TunedEvent) => void;
  #isOn = true;

  constructor(reportChange: (event: TunedEvent) => void, nowMs: () => number = Date.now) {
    this.#reportChange = reportChange;
    this.#nowMs = nowMs;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  get stats(): TuningStats {
    return {
      isOn: this.#isOn,
      settings: this.#settings.map(({ figures }) => figures),
      history: [...this.#history],
    };
  }

  add(setting: TunedSetting): void {
    this.#settings.push(setting);
  }

  /** Notes and reports a change: the `report` of each setting. */
  readonly report: TunedSettingOptions["report"] = (event) => {
    const { type: _, ...change } = event;
    this.#history.push({ ...change, atMs: this.#nowMs() });
    if (this.#history.length > MOST_CHANGES) this.#history.shift();
    this.#reportChange(event);
  };

  /** Changes nothing any more. */
  stop(): void {
    this.#isOn = false;
  }

  /** Puts the first values back, and changes nothing any more. */
  reset(): void {
    this.stop();
    for (const setting of this.#settings) setting.reset();
  }
}
