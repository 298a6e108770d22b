import type { PlaceOptions } from "../../options/index.js";

/**
 * The hash tag of one part of a place: `{shop:acme:embeddings}`. Keys that begin with it are in one slot of a cluster,
 * and an ACL rule such as `~{shop:acme:*` fences a tenant.
 */
export function hashTag({ namespace, tenant }: PlaceOptions, part: string): string {
  return tenant === undefined ? `{${namespace}:${part}}` : `{${namespace}:${tenant}:${part}}`;
}
