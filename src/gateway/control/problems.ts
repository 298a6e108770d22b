import { isOctavecError } from "../../errors/index.js";
import { type Problem, ProblemError } from "../http/index.js";

const RETRY_AFTER_SECONDS = 1;

/** The published problem for a failure of Redis. */
export function controlProblem(error: unknown): Problem | undefined {
  if (!isOctavecError(error)) return undefined;
  if (error.code === "OUT_OF_MEMORY") {
    return {
      status: 424,
      type: "/errors/database-out-of-memory",
      title: "Database out of memory",
      detail: "Redis has no room.",
    };
  }
  return {
    status: 503,
    type: "/errors/service-unavailable",
    title: "Service unavailable",
    detail: `Redis does not answer at present (${error.code}).`,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  };
}

export function notFound(what: "cache" | "key"): ProblemError {
  return new ProblemError({
    status: 404,
    type: "/errors/resource-not-found",
    title: "Resource not found",
    detail: `There is no ${what} with this id.`,
  });
}

export function refused(detail: string): ProblemError {
  return new ProblemError({ status: 400, type: "/errors/invalid-data", title: "Invalid data", detail });
}
