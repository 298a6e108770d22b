import type { Problem } from "./problem-error.js";

/** A request without a key of this gateway, or with an unknown one. */
export const NO_KEY: Problem = {
  status: 401,
  type: "/errors/authentication-failed",
  title: "Authentication failed",
  detail: "Expected the header Authorization: Bearer with a key of this gateway.",
};

/** A key that has used what it may use in this minute. */
export function overLimitProblem({
  what,
  perMinute,
  retryAfterSeconds,
}: {
  readonly what: string;
  readonly perMinute: number;
  readonly retryAfterSeconds: number;
}): Problem {
  return {
    status: 429,
    type: "/errors/too-many-requests",
    title: "Too many requests",
    detail: `The key may send ${perMinute} ${what} in a minute.`,
    retryAfterSeconds,
  };
}
