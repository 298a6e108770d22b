import type { Lifecycle } from "../async/index.js";
import type { CacheObserver } from "../cache/contract/index.js";
import { AdaptiveThreshold } from "./decision/adaptive-threshold.js";
import type { LearningParts } from "./learning-parts.js";
import { SharedThreshold } from "./shared-threshold.js";

/** Has adaptive thresholds learn together with those of other instances. Undefined where the cache decides otherwise. */
export function shareThreshold({
  policy,
  executor,
  keys,
  space,
  settings,
  observers,
  lifecycle,
}: LearningParts & {
  readonly observers: CacheObserver[];
  readonly lifecycle: Lifecycle;
}): SharedThreshold | undefined {
  const adaptive = [policy, ...(policy.parts ?? [])].filter((part) => part instanceof AdaptiveThreshold);
  if (adaptive.length === 0) return undefined;
  const { syncMs } = settings.learning;
  const shared = new SharedThreshold({ executor, key: keys.threshold, space, syncMs }, adaptive);
  observers.push(shared);
  lifecycle.add(
    () => shared.start(),
    () => shared.close(),
  );
  return shared;
}
