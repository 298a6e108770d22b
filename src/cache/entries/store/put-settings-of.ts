import type { EntryContext } from "../entry-context.js";
import { limitsOf } from "../eviction/limits-of.js";
import type { PutSettings } from "./put-entry.js";

/** What the script that stores needs of the cache's settings. */
export function putSettingsOf({ settings, instanceId }: EntryContext): PutSettings {
  return {
    ...settings.index,
    streamMaxLength: settings.coherence.streamMaxLength,
    instanceId,
    limits: limitsOf(settings),
  };
}
