import type { Action, KeyLimits } from "../access/index.js";
import type { CacheDirectory, GatewayCache } from "../caches/index.js";
import {
  bearerOf,
  type FastifyRequest,
  NO_KEY,
  overLimitProblem,
  type Problem,
  ProblemError,
} from "../http/index.js";

const REFUSALS: Readonly<Record<"no-key" | "not-granted" | "unknown-cache", Problem>> = {
  "no-key": NO_KEY,
  "not-granted": {
    status: 403,
    type: "/errors/insufficient-permissions",
    title: "Insufficient permissions",
    detail: "The key does not allow this for this cache.",
  },
  "unknown-cache": {
    status: 404,
    type: "/errors/cache/not-found",
    title: "Cache not found",
    detail: "There is no cache with this id.",
  },
};

export type CacheRequest = FastifyRequest<{ Params: { cacheId: string } }>;

/** The cache that a request names, if its key may use it in this way, and what names the key. @throws ProblemError 401, 403, 404, 429. */
export async function enterCache(
  { directory, limits }: { readonly directory: CacheDirectory; readonly limits: KeyLimits },
  { params: { cacheId }, headers, body }: CacheRequest,
  action: Action,
): Promise<{ readonly cache: GatewayCache; readonly writer?: string }> {
  const entry = await directory.enter(cacheId, bearerOf(headers), action);
  if (typeof entry === "string") throw new ProblemError(REFUSALS[entry]);
  const { cache, caller, grant } = entry;
  if (caller === undefined || grant === undefined) return { cache };
  const over = await limits.enter(`${caller.keyId} ${cacheId}`, grant, tokensOf(body));
  if (over === undefined) return { cache, writer: caller.keyId };
  throw new ProblemError(overLimitProblem(over));
}

/** English text has about four characters to a token. */
const CHARACTERS_PER_TOKEN = 4;

/** About how many tokens the texts of a request have. Its body was not checked yet. */
function tokensOf(body: unknown): number {
  if (typeof body !== "object" || body === null) return 1;
  const texts = ["prompt", "response"].map((name): unknown => Reflect.get(body, name));
  const characters = texts.reduce<number>(
    (sum, text) => sum + (typeof text === "string" ? text.length : 0),
    0,
  );
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}
