import type { McpReach } from "../contract/reach.js";
import type { Tool } from "../contract/tool.js";
import { cacheExplain } from "./cache-explain.js";
import { cacheInvalidate } from "./cache-invalidate.js";
import { cacheInvalidateApprove } from "./cache-invalidate-approve.js";
import { cacheLookup } from "./cache-lookup.js";
import { cacheStats } from "./cache-stats.js";
import { deleteRecords } from "./delete.js";
import { get } from "./get.js";
import { info } from "./info.js";
import { listCollections } from "./list-collections.js";
import { search } from "./search.js";
import { upsert } from "./upsert.js";

/** Every tool, in the order of the guide. */
export const MCP_TOOLS: readonly Tool[] = [
  listCollections,
  info,
  search,
  get,
  upsert,
  deleteRecords,
  cacheLookup,
  cacheExplain,
  cacheStats,
  cacheInvalidate,
  cacheInvalidateApprove,
];

/** The tools that a caller has. */
export function toolsOf({ collections, caches }: McpReach): Tool[] {
  const canReach = { collections: collections !== undefined, caches: caches.length > 0 };
  const canWrite = {
    collections: collections?.write === true,
    caches: caches.some(({ write }) => write),
  };
  return MCP_TOOLS.filter(({ of, right }) => (right === "read" ? canReach : canWrite)[of]);
}
