import type { CacheHit, Decision, LookupResult } from "../contract/index.js";
import type { IdentifiedRequest } from "../question/index.js";

/** A look-up's result and what it learned on the way, for storing the answer that is made after a miss. */
export interface Examined {
  readonly result: LookupResult;
  /** Absent when the request is not cached at all. */
  readonly identity?: IdentifiedRequest;
  /** The question's vector, when it was needed, and the milliseconds it took. */
  readonly vector?: Float32Array;
  readonly embedMs?: number;
  /** What the policy said first, where it was asked. */
  readonly decision?: Decision | undefined;
  /** In shadow mode: the hit that is not served. */
  readonly withheld?: CacheHit | undefined;
  /** Where Redis stood when the look-up asked it. */
  readonly askedAt?: { readonly generation: string; readonly since: string };
  /** Of a hit: milliseconds until its answer is past its time, 0 when it is; `Infinity` for never. */
  readonly freshForMs?: number;
  /** When the entry of exactly this question was stored, where it could not be served (it lacks a tag). */
  readonly passedOverMs?: number;
}
