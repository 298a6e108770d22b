import { type ErrorCode, isOctavecError } from "../../errors/index.js";
import { type Problem, ProblemError } from "../http/index.js";

/** Redis cannot be reached at present. The server says when to ask again, as clients that repeat calls read it. */
const RETRY_AFTER_SECONDS = 1;

const UNAVAILABLE: ReadonlySet<string> = new Set<ErrorCode>([
  "CIRCUIT_OPEN",
  "CONNECTION_FAILED",
  "CONNECTION_LOST",
  "TIMEOUT",
  "POOL_TIMEOUT",
  "POOL_OVERLOADED",
  "POOL_CLOSED",
  "SERVER_BUSY",
  "READ_ONLY",
  "SLOT_MOVED",
  "UNSUPPORTED_SERVER",
]);

/** The published problem for a failure of Redis or of the embedder, by its code. Undefined for any other. */
export function problemOfFailure(error: unknown): Problem | undefined {
  return isOctavecError(error) ? problemOfCode(error.code) : undefined;
}

export function problemOfCode(code: string | undefined): Problem | undefined {
  if (code === "OUT_OF_MEMORY") return OUT_OF_MEMORY;
  if (code === "NOT_AUTHORIZED") {
    return {
      status: 500,
      type: "/errors/cache/authentication",
      title: "Cache authentication failed",
      detail: "Redis refused the credentials or the rights of the gateway.",
    };
  }
  return code === undefined || UNAVAILABLE.has(code) ? DATABASE_UNAVAILABLE : undefined;
}

const DATABASE_UNAVAILABLE: Problem = {
  status: 424,
  type: "/errors/database/resource-database-unavailable",
  title: "Database unavailable",
  detail: "Redis does not answer at present.",
  retryAfterSeconds: RETRY_AFTER_SECONDS,
};

export const OUT_OF_MEMORY: Problem = {
  status: 424,
  type: "/errors/database/out-of-memory",
  title: "Database out of memory",
  detail: "Redis, or the limit of this cache, has no room for the entry.",
};

/** @param status - What the embeddings server answered, if it did. */
export function embeddingProblem(status: number | undefined): ProblemError {
  if (status === 401 || status === 403) {
    return new ProblemError({
      status: 424,
      type: "/errors/embeddings/unauthorized",
      title: "Embeddings unauthorized",
      detail: "The embeddings server refused the key of the gateway.",
    });
  }
  if (status === 429) {
    return new ProblemError({
      status: 424,
      type: "/errors/embeddings/too-many-requests",
      title: "Too many requests for embeddings",
      detail: "The embeddings server takes no more requests at present.",
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }
  return new ProblemError({
    status: 500,
    type: "/errors/embeddings/unexpected-error",
    title: "Embeddings failed",
    detail: "The embedder of the gateway failed.",
  });
}
