import { z } from "zod";

/** Namespace and tenant: options of everything that has keys of its own in Redis. */
export interface PlaceOptions {
  /** Application, for example `shop`: letters, digits, `_ . -` and `:`, up to 128 characters. First part of every key. */
  namespace: string;
  /**
   * Owner of the data: letters, digits, `_ .` and `-`, up to 128 characters. Second part of every key, so `shop` with the tenant
   * `acme` has the same keys as `shop:acme` without a tenant. Default: none.
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
 * The hash tag that keys of one kind begin with, for example `{shop:acme:embeddings}`. Keys with the same tag are in the same
 * slot of a cluster, and an ACL rule such as `~{shop:acme:*` restricts a user to one tenant.
 */
export function hashTag({ namespace, tenant }: PlaceOptions, part: string): string {
  return tenant === undefined ? `{${namespace}:${part}}` : `{${namespace}:${tenant}:${part}}`;
}
