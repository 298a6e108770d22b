import type { GuardName } from "../../options/index.js";

/**
 * `reject`: the two texts contradict each other in what this guard looks at. `pass`: both speak of it, without a
 * contradiction. `not-applicable`: at least one of them does not speak of it.
 */
export type GuardVerdict = "pass" | "reject" | "not-applicable";

export interface GuardResult {
  readonly guard: GuardName;
  readonly verdict: GuardVerdict;
  /** With `reject`: the kind of difference, without any words of the texts. */
  readonly detail?: string;
  /** With `reject`: what differs. **These are words of the prompts**: drop them where prompts must not be shown. */
  readonly tokens?: { readonly query: readonly string[]; readonly entry: readonly string[] };
}

export function passed(guard: GuardName): GuardResult {
  return { guard, verdict: "pass" };
}

export function notApplicable(guard: GuardName): GuardResult {
  return { guard, verdict: "not-applicable" };
}

export function rejected(
  guard: GuardName,
  detail: string,
  query: readonly string[],
  entry: readonly string[],
): GuardResult {
  return { guard, verdict: "reject", detail, tokens: { query, entry } };
}
