import type { CacheObserver, DecisionPolicy } from "../contract/index.js";
import { type EntryContext, measureRecall } from "../entries/index.js";
import { queryVectorOf } from "../question/index.js";
import { EfTuning } from "./tune-ef.js";
import { MemoryTuning } from "./tune-memory.js";
import { TunedSetting } from "./tuned-setting.js";
import { Tuning } from "./tuning.js";

/** Longest wait for one measurement, in milliseconds. No look-up waits for it. */
const MEASURE_TIMEOUT_MS = 2_000;

type TunedContext = EntryContext & { readonly policy: DecisionPolicy };

/**
 * Tunes the settings that `autoTune` names, driven by look-ups: without them nothing runs, and there is no timer. Ends with `close()`.
 *
 * @returns undefined if nothing is to be tuned.
 */
export function attachTuning(context: TunedContext): Tuning | undefined {
  const { settings, lifecycle, reportChange, observers } = context;
  const { autoTune } = settings;
  if (autoTune?.efSearch === undefined && autoTune?.memoryEntries === undefined) return undefined;
  const tuning = new Tuning(reportChange);
  for (const observer of [efTuning(context, tuning), memoryTuning(context, tuning)]) {
    if (observer !== undefined) observers.push(whileOn(() => tuning.isOn && !lifecycle.isClosed, observer));
  }
  lifecycle.add(
    () => {},
    () => tuning.stop(),
  );
  return tuning;
}

function efTuning(context: TunedContext, tuning: Tuning): CacheObserver | undefined {
  const { settings, tuned, background, policy } = context;
  const { efSearch: bounds, windowLookups, leastRecall } = settings.autoTune ?? {};
  if (bounds === undefined || windowLookups === undefined || leastRecall === undefined) return undefined;
  const setting = new TunedSetting({
    setting: "index.efSearch",
    original: tuned.efSearch,
    bounds,
    apply: (value) => {
      tuned.efSearch = value;
    },
    report: tuning.report,
  });
  tuning.add(setting);
  const { neighbours } = policy;
  return new EfTuning({
    ...{ setting, windowLookups, leastRecall, neighbours, background },
    queryOf: (vector) => queryVectorOf(vector, settings.index.quantization),
    measure: (question, efs, signal) =>
      measureRecall(context, { ...question, count: neighbours }, efs, {
        timeoutMs: MEASURE_TIMEOUT_MS,
        signal,
      }),
  });
}

function memoryTuning({ settings, memory }: TunedContext, tuning: Tuning): CacheObserver | undefined {
  const { memoryEntries: bounds, windowLookups } = settings.autoTune ?? {};
  if (bounds === undefined || windowLookups === undefined) return undefined;
  if (memory === undefined || settings.memory === false) return undefined;
  const setting = new TunedSetting({
    setting: "memory.maxEntries",
    original: settings.memory.maxEntries,
    bounds,
    apply: (value) => memory.resize(value),
    report: tuning.report,
  });
  tuning.add(setting);
  return new MemoryTuning({ setting, windowLookups, size: () => memory.size });
}

/** The observer, told of nothing after the tuning has ended. A closed cache still answers. */
function whileOn(isOn: () => boolean, observer: CacheObserver): CacheObserver {
  return {
    lookedUp: (event) => {
      if (isOn()) observer.lookedUp?.(event);
    },
    stored: (event) => {
      if (isOn()) observer.stored?.(event);
    },
    memoryEvicted: (entryId) => {
      if (isOn()) observer.memoryEvicted?.(entryId);
    },
    flushed: () => observer.flushed?.(),
    cleared: () => observer.cleared?.(),
  };
}
