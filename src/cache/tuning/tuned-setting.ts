import type { TunedEvent } from "../../monitoring/index.js";
import type { TuningBounds } from "../../options/index.js";

/** After a change that was taken back, this many windows pass before the setting is changed again. */
const REST_WINDOWS = 10;

interface Trial {
  readonly from: number;
  readonly direction: "raised" | "lowered";
}

export interface TunedSettingOptions {
  readonly setting: TunedEvent["setting"];
  readonly original: number;
  readonly bounds: TuningBounds;
  /** Puts a value to use. */
  readonly apply: (value: number) => void;
  readonly report: (event: TunedEvent) => void;
}

/** One setting that is tuned. A change is on trial until it is kept or taken back, and no value leaves the bounds. */
export class TunedSetting {
  readonly #options: TunedSettingOptions;
  #value: number;
  #trial: Trial | undefined;
  #rests = 0;

  constructor(options: TunedSettingOptions) {
    this.#options = options;
    this.#value = options.original;
  }

  get figures(): TuningBounds & {
    readonly setting: string;
    readonly original: number;
    readonly current: number;
  } {
    const { setting, original, bounds } = this.#options;
    return { setting, original, current: this.#value, ...bounds };
  }

  get value(): number {
    return this.#value;
  }

  /** The change that is not judged yet. */
  get trial(): Trial | undefined {
    return this.#trial;
  }

  /** The next value up: twice the present one, or twice `from`. The present one at the upper bound. */
  larger(from: number = this.#value): number {
    return Math.max(this.#value, Math.min(this.#options.bounds.max, 2 * from));
  }

  /** The next value down: half of the present one. The present one at the lower bound. */
  get smaller(): number {
    return Math.max(this.#options.bounds.min, Math.floor(this.#value / 2));
  }

  /** Whether a change may be tried in this window. Called once in a window. */
  mayTry(): boolean {
    if (this.#rests > 0) this.#rests--;
    else return true;
    return false;
  }

  /** Tries `larger()` or `smaller`. Without effect if it is the present value. */
  try(to: number, evidence: string): void {
    if (to === this.#value) return;
    const direction = to > this.#value ? "raised" : "lowered";
    this.#trial = { from: this.#value, direction };
    this.#set(to, direction, evidence);
  }

  keep(): void {
    this.#trial = undefined;
  }

  takeBack(evidence: string): void {
    if (this.#trial === undefined) return;
    const { from } = this.#trial;
    this.#trial = undefined;
    this.#rests = REST_WINDOWS;
    this.#set(from, "taken-back", evidence);
  }

  reset(): void {
    this.#trial = undefined;
    this.#set(this.#options.original, "reset", "resetTuning() was called");
  }

  #set(to: number, action: TunedEvent["action"], evidence: string): void {
    const from = this.#value;
    if (to === from) return;
    const { setting, apply, report } = this.#options;
    this.#value = to;
    apply(to);
    report({ type: "tuned", setting, action, from, to, evidence });
  }
}
