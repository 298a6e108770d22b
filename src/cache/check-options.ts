import { requireKnownFields } from "../errors/index.js";

const WRAP = [
  "signal",
  "ttlMs",
  "bypass",
  "refresh",
  "noStore",
  "onlyIfCached",
  "session",
  "private",
  "maxAgeMs",
];

/** The options of each call of `SemanticCache`. Those of `warm` have a schema. */
const FIELDS = {
  lookup: ["exactOnly", "signal"],
  store: ["signal"],
  wrap: WRAP,
  wrapStream: [...WRAP, "format", "replay", "finishReasons"],
  invalidate: ["signal"],
  quarantine: ["action", "signal"],
  previewInvalidation: ["limit", "signal"],
  stats: ["tenants", "signal"],
  recentDays: ["days", "includeText", "signal"],
  explain: ["includeText", "signal"],
  feedback: ["signal"],
  warmMemory: ["limit", "around", "signal"],
  export: ["vectors", "batchSize", "signal"],
  find: ["text", "language", "limit", "batchSize", "signal"],
  clearTenant: ["everything", "signal", "onProgress"],
} as const satisfies Record<string, readonly string[]>;

const OTHER_NAMES: ReadonlyMap<string, string> = new Map([["ttl", "ttlMs"]]);

/** @throws OctavecError `INVALID_ARGUMENT` for an option that the call does not have. */
export function checkOptions(call: keyof typeof FIELDS, options: unknown): void {
  requireKnownFields(options, { what: `options of ${call}`, fields: FIELDS[call], otherNames: OTHER_NAMES });
}
