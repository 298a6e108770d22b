import type { CacheParts } from "../cache-parts.js";
import { limitsOf } from "../eviction/index.js";
import type { PutSettings } from "./put-entry.js";

/** What the script that stores needs of the cache's settings. */
export function putSettingsOf({ settings, instanceId }: CacheParts): PutSettings {
  return {
    quantization: settings.quantization,
    efConstruction: settings.efConstruction,
    m: settings.m,
    streamMaxLength: settings.coherence.streamMaxLength,
    instanceId,
    limits: limitsOf(settings),
  };
}
