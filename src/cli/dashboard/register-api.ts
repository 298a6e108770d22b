import type { CacheRequest, SemanticCache } from "../../cache/index.js";
import {
  disconnectOf,
  type HttpServer,
  type Problem,
  ProblemError,
  readBody,
} from "../../gateway/http/index.js";
import type { VectorClient } from "../../index.js";
import { calibrateThreshold } from "../../learning/index.js";
import {
  confirmBody,
  explainBody,
  findBody,
  liveQuery,
  proposalBody,
  tenantQuery,
  thresholdBody,
} from "./bodies.js";
import { pairsOfVerdicts } from "./label-pairs.js";
import { entriesWithWords, someEntries } from "./list-entries.js";
import { LiveFeeds } from "./live-feed.js";
import { type Proposal, Proposals } from "./proposals.js";

/** What the page may see and do. */
export interface ApiParts {
  readonly client: VectorClient;
  /** The caches of the namespace; undefined: figures of the server alone. */
  readonly caches: SemanticCache | undefined;
  readonly namespace: string | undefined;
  /** The tenant that the page shows first. */
  readonly tenant: string | undefined;
  /** Least similarity of a hit. */
  readonly threshold: number | undefined;
  /** Whether invalidations can be confirmed. */
  readonly canWrite: boolean;
  readonly intervalMs: number;
  /** Aborted when the dashboard ends. */
  readonly signal: AbortSignal;
}

/** Entries that the page lists. */
const MOST_LISTED = 100;

/** Paths below `/api`, all for the page and no promise to other programs. Questions are in bodies, so that no log of paths has them. */
export function registerApi(app: HttpServer, parts: ApiParts): void {
  const { client, namespace, tenant, threshold, canWrite, intervalMs, signal } = parts;
  const feeds = new LiveFeeds({ client, intervalMs, signal });
  const cacheOf = (id: string) => cachesOf(parts).forTenant(id);

  app.get("/api/about", async () => {
    const { serverVersion } = client;
    return { serverVersion, namespace, tenant, threshold, canWrite, intervalMs };
  });
  app.get("/api/live", async (request) => {
    const { tenant: id, after } = readBody(liveQuery, request.query);
    const feed = feeds.of(id, () => (id === undefined ? undefined : cacheOf(id)));
    return { updates: await feed.read(after) };
  });
  app.get("/api/tenants", async (_request, reply) => {
    return cachesOf(parts).stats({ tenants: "all", signal: disconnectOf(reply) });
  });
  app.get("/api/cache", async (request, reply) => {
    const { tenant: id } = readBody(tenantQuery, request.query);
    return cacheOf(id).stats({ signal: disconnectOf(reply) });
  });
  app.post("/api/explanations", async (request, reply) => {
    const { tenant: id, ...asked } = readBody(explainBody, request.body);
    return cacheOf(id).explain(asked as CacheRequest, { signal: disconnectOf(reply) });
  });
  app.post("/api/entries", async (request, reply) => {
    const { tenant: id, text } = readBody(findBody, request.body);
    const gone = disconnectOf(reply);
    return text.trim() === ""
      ? someEntries(cacheOf(id), MOST_LISTED, gone)
      : entriesWithWords(cacheOf(id), { text, limit: MOST_LISTED }, gone);
  });
  app.post("/api/thresholds", async (request, reply) => {
    const { tenant: id, labels, verdicts, targetPrecision } = readBody(thresholdBody, request.body);
    const stats = verdicts ? await cacheOf(id).stats({ signal: disconnectOf(reply) }) : undefined;
    const given = stats === undefined ? [] : pairsOfVerdicts(stats.feedback);
    return calibrateThreshold([...labels, ...given], { targetPrecision });
  });
  registerInvalidation(app, parts, cacheOf);
}

/** First a proposal, which changes nothing and says what would go; then its confirmation. */
function registerInvalidation(
  app: HttpServer,
  { canWrite }: ApiParts,
  cacheOf: (tenant: string) => SemanticCache,
): void {
  const proposals = new Proposals();
  app.post("/api/proposals", async (request, reply) => {
    const proposed = readBody(proposalBody, request.body) as Proposal;
    const preview = await cacheOf(proposed.tenant).previewInvalidation(proposed.target, {
      signal: disconnectOf(reply),
    });
    return { ...preview, proposal: canWrite ? proposals.put(proposed) : null };
  });
  app.post("/api/confirmations", async (request) => {
    if (!canWrite) throw new ProblemError(READ_ONLY);
    const { proposal } = readBody(confirmBody, request.body);
    const confirmed = proposals.take(proposal);
    if (confirmed === undefined) throw new ProblemError(NO_PROPOSAL);
    // Not ended when the page goes away: half of an invalidation helps nobody.
    return cacheOf(confirmed.tenant).invalidate(confirmed.target);
  });
}

function cachesOf({ caches }: ApiParts): SemanticCache {
  if (caches === undefined) throw new ProblemError(NO_NAMESPACE);
  return caches;
}

const READ_ONLY: Problem = {
  status: 403,
  type: "/errors/read-only",
  title: "Read-only",
  detail: "This dashboard only reads. Start it with --write to invalidate entries.",
};
const NO_PROPOSAL: Problem = {
  status: 409,
  type: "/errors/no-proposal",
  title: "No such proposal",
  detail: "The proposal is unknown, was confirmed before, or is older than 5 minutes. Propose anew.",
};
const NO_NAMESPACE: Problem = {
  status: 422,
  type: "/errors/no-namespace",
  title: "No namespace",
  detail: "This dashboard shows a server alone. Start it with --namespace to see caches.",
};
