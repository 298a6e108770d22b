import { OctavecError } from "../errors/index.js";

/** The server takes memory for as many results as are asked for; this keeps one query from taking it all. */
const MAX_LIMIT = 10_000;
/** The server's own limit from 8.4 on; earlier versions take memory for any number. */
const MAX_EF = 1_000_000;

export interface SearchTuning {
  /** Most hits, 1 to 10,000. Default 10. */
  limit?: number | undefined;
  /**
   * Candidates the graph search keeps, 1 to 1,000,000: more finds more of the true neighbours and takes longer.
   * Default 100, or four times `limit` where that is more. Never below `limit`.
   */
  ef?: number | undefined;
  /** Graph nodes a filtered search may expand, 1 to 1,000,000. Default 100 × `limit`, at least 1,000. */
  filterEf?: number | undefined;
  /** Leaves out hits below this cosine similarity, −1 to 1. Default: none left out. */
  minSimilarity?: number | undefined;
  /** Whether hits carry their attributes. Default true. Before Redis 8.0.3 that takes a second round trip. */
  includeAttributes?: boolean | undefined;
  /** Compares with every element instead of searching the graph: exact over the stored (quantized) vectors, linear time. Default false. */
  exhaustive?: boolean | undefined;
  /**
   * Where the server searches. `inline`: on its main thread, cheapest, but everyone waits that long. `threaded`: in a
   * thread of its own, for long searches. Default `auto`.
   */
  threading?: "auto" | "inline" | "threaded" | undefined;
  /** Milliseconds to wait for the answer. Default: the client's `commandTimeoutMs`. */
  timeoutMs?: number | undefined;
  /** Ends the wait; rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** Checked by hand, not by a schema: this is the hot path, and a schema costs microseconds per call. */
const RULES: Readonly<Record<string, (value: unknown) => string | undefined>> = {
  limit: integerWithin(1, MAX_LIMIT),
  ef: integerWithin(1, MAX_EF),
  filterEf: integerWithin(1, MAX_EF),
  minSimilarity: (value) =>
    typeof value === "number" && value >= -1 && value <= 1 ? undefined : "a number from -1 to 1",
  includeAttributes: isBoolean,
  exhaustive: isBoolean,
  threading: (value) =>
    value === "auto" || value === "inline" || value === "threaded"
      ? undefined
      : '"auto", "inline" or "threaded"',
  timeoutMs: integerWithin(1, 3_600_000),
  signal: (value) => (value instanceof AbortSignal ? undefined : "an AbortSignal"),
};

/** @param own - Fields of the call that its own code checks. @throws OctavecError `INVALID_ARGUMENT`. */
export function checkSearchTuning(query: object, own: ReadonlySet<string>): void {
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || own.has(name)) continue;
    const rule = RULES[name];
    if (rule === undefined) {
      throw new OctavecError(
        "INVALID_ARGUMENT",
        `search: unknown field "${name}". Known are ${[...own, ...Object.keys(RULES)].join(", ")}.`,
      );
    }
    const expected = rule(value);
    if (expected !== undefined) {
      const got = typeof value === "number" || typeof value === "boolean" ? String(value) : typeof value;
      throw new OctavecError("INVALID_ARGUMENT", `search: ${name}: expected ${expected}, got ${got}.`, {
        details: { field: name },
      });
    }
  }
}

function integerWithin(min: number, max: number) {
  return (value: unknown) =>
    Number.isInteger(value) && Number(value) >= min && Number(value) <= max
      ? undefined
      : `a whole number from ${min} to ${max}`;
}

function isBoolean(value: unknown): string | undefined {
  return typeof value === "boolean" ? undefined : "true or false";
}
