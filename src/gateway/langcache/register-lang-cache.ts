import type { Executor } from "../../executor.js";
import type { Action, KeyLimits } from "../access/index.js";
import type { CacheDirectory, GatewayCache, WatchedEmbedder } from "../caches/index.js";
import {
  disconnectOf,
  type FastifyReply,
  type FastifyRequest,
  type HttpServer,
  readBody,
} from "../http/index.js";
import { deleteBody, searchBody, setBody } from "./bodies.js";
import { deleteByAttributes, deleteById, flush } from "./delete-entries.js";
import { enterCache } from "./enter-cache.js";
import { ROUTES } from "./routes.js";
import { searchEntries } from "./search-entries.js";
import { setEntry } from "./set-entry.js";

export interface LangCacheParts {
  readonly directory: CacheDirectory;
  readonly limits: KeyLimits;
  readonly executor: Executor;
  readonly embedder: WatchedEmbedder | undefined;
}

type Call = FastifyRequest<{ Params: { cacheId: string; entryId: string } }>;
/** `writer`: the id of the key that the request has shown. Undefined if it has shown none. */
type Handler = (cache: GatewayCache, request: Call, reply: FastifyReply, writer?: string) => Promise<unknown>;

const HEALTH_TIMEOUT_MS = 1_000;

/** The data plane of LangCache: set, search, deleteQuery, deleteById, flush and health. */
export function registerLangCache(app: HttpServer, parts: LangCacheParts): void {
  const { executor, embedder } = parts;
  const withCache = (action: Action, handle: Handler) => async (request: Call, reply: FastifyReply) => {
    const { cache, writer } = await enterCache(parts, request, action);
    return handle(cache, request, reply, writer);
  };
  const base = "/v1/caches/:cacheId";
  app.post(
    `${base}/entries`,
    ROUTES.set,
    withCache("write", async (cache, { body }, reply, writer) => {
      const entryId = await setEntry(cache, readBody(setBody, body), { embedder, writer });
      return reply.code(201).send({ entryId });
    }),
  );
  app.post(
    `${base}/entries/search`,
    ROUTES.search,
    withCache("read", async (cache, { body }, reply) => {
      const options = { embedder, signal: disconnectOf(reply) };
      return { data: await searchEntries(cache, readBody(searchBody, body), options) };
    }),
  );
  app.delete(
    `${base}/entries`,
    ROUTES.deleteQuery,
    withCache("write", async (cache, { body }) => {
      const { attributes } = readBody(deleteBody, body);
      return { deletedEntriesCount: await deleteByAttributes(cache, attributes) };
    }),
  );
  app.delete(
    `${base}/entries/:entryId`,
    ROUTES.deleteById,
    withCache("write", async (cache, { params }, reply) => {
      await deleteById(cache, params.entryId);
      return reply.code(204).send();
    }),
  );
  app.post(
    `${base}/flush`,
    ROUTES.flush,
    withCache("write", async (cache, _request, reply) => {
      await flush(cache);
      return reply.code(204).send();
    }),
  );
  app.get(
    `${base}/health`,
    ROUTES.health,
    withCache("read", async ({ definition }) => {
      await executor.send(["PING"], { readOnly: true, timeoutMs: HEALTH_TIMEOUT_MS });
      return { cacheId: definition.id, status: "READY" };
    }),
  );
}
