import { z } from "zod";

/** Where keys live: the same options in everything that keeps keys of its own beside the collections. */
export interface PlaceOptions {
  /** Application, for example `shop`: letters, digits, `_ . -` and `:`, up to 128 characters. First part of every key. */
  namespace: string;
  /**
   * The owner of the data: letters, digits, `_ .` and `-`, up to 128 characters. The next part of every key, so `shop` with the
   * tenant `acme` is the same place as `shop:acme` without one. Default: none.
   */
  tenant?: string | undefined;
}

const nameRule = (allowed: string) => `expected 1 to 128 characters of ${allowed}`;

export const placeFields = {
  namespace: z
    .string()
    .regex(/^[A-Za-z0-9_.:-]{1,128}$/, nameRule("letters, digits, _ . - and :"))
    .regex(/^[^:].*[^:]$|^[^:]$/, "must not begin or end with :"),
  tenant: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,128}$/, nameRule("letters, digits, _ . and -"))
    .optional(),
};

/**
 * The hash tag of one part of a place: `{shop:acme:embeddings}`. Keys that begin with the same tag are in one slot of a
 * cluster, and an ACL rule such as `~{shop:acme:*` confines a user to one tenant.
 */
export function hashTag({ namespace, tenant }: PlaceOptions, part: string): string {
  return tenant === undefined ? `{${namespace}:${part}}` : `{${namespace}:${tenant}:${part}}`;
}
