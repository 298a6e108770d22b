import type { ReachableCache } from "../../mcp/index.js";
import type { GatewayCache } from "../caches/index.js";

/** The entries that clients of LangCache store, as a cache of the tools. */
export function entriesOf(
  { definition, entries, threshold }: GatewayCache,
  namespace: string,
  write: boolean,
): ReachableCache {
  return { name: definition.name, id: `${namespace} ${definition.id}`, cache: entries, threshold, write };
}
