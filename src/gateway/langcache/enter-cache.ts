import type { Action } from "../access/index.js";
import type { CacheDirectory, GatewayCache } from "../caches/index.js";
import { bearerOf, type FastifyRequest, ProblemError } from "../http/index.js";

/** The cache that a request names, if its key may use it in this way. @throws ProblemError 401, 403, 404. */
export async function enterCache(
  directory: CacheDirectory,
  request: FastifyRequest<{ Params: { cacheId: string } }>,
  action: Action,
): Promise<GatewayCache> {
  const entered = await directory.enter(request.params.cacheId, bearerOf(request.headers), action);
  switch (entered) {
    case "no-key":
      throw new ProblemError({
        status: 401,
        type: "/errors/authentication-failed",
        title: "Authentication failed",
        detail: "Expected the header Authorization: Bearer with a key of this gateway.",
      });
    case "not-granted":
      throw new ProblemError({
        status: 403,
        type: "/errors/insufficient-permissions",
        title: "Insufficient permissions",
        detail: `The key does not allow to ${action} here.`,
      });
    case "unknown-cache":
      throw new ProblemError({
        status: 404,
        type: "/errors/cache/not-found",
        title: "Cache not found",
        detail: "There is no cache with this id.",
      });
    default:
      return entered;
  }
}
