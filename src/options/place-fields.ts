import { z } from "zod";

/** Namespace and tenant: options of everything that has keys of its own in Redis. */
export interface PlaceOptions {
  /** Application, for example `shop`: letters, digits, `_ . -` and `:`, up to 128 characters. First part of every key. */
  namespace: string;
  /**
   * Owner of the data: any text of up to 256 bytes, such as an e-mail address. Second part of every key, so `shop` with the
   * tenant `acme` has the same keys as `shop:acme` without a tenant. Default: none.
   */
  tenant?: string | undefined;
}

const TENANT_RULE = "expected a text of 1 to 256 bytes, such as the id of a customer";
const MAX_TENANT_BYTES = 256;

export const tenantField = z
  .string(TENANT_RULE)
  // A lone surrogate has no bytes of its own: all of them would be one tenant.
  .refine((tenant) => tenant !== "" && tenant.isWellFormed(), TENANT_RULE)
  .refine((tenant) => Buffer.byteLength(tenant) <= MAX_TENANT_BYTES, TENANT_RULE);

export const placeFields = {
  namespace: z
    .string()
    .regex(/^[A-Za-z0-9_.:-]{1,128}$/, "expected 1 to 128 characters of letters, digits, _ . - and :")
    .regex(/^[^:].*[^:]$|^[^:]$/, "must not begin or end with :"),
  tenant: tenantField.optional(),
};

/**
 * A tenant as part of a key. Letters, digits, `_ .` and `-` stay; of other characters every byte becomes `%` and two
 * hexadecimal digits, as in `alice%40example.com`. So two tenants never have the same keys, and the characters that mean
 * something in a key or an ACL rule (`: { } * ?`) do not occur.
 */
export function tenantInKeys(tenant: string): string {
  // encodeURIComponent leaves these five, and ~.
  return encodeURIComponent(tenant).replace(
    /[!'()*~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * The hash tag that keys of one kind begin with, for example `{shop:acme:embeddings}`. Keys with the same tag are in the same
 * slot of a cluster, and an ACL rule such as `~{shop:acme:*` restricts a user to one tenant.
 */
export function hashTag({ namespace, tenant }: PlaceOptions, part: string): string {
  return `{${namespace}:${tenant === undefined ? "" : `${tenantInKeys(tenant)}:`}${part}}`;
}
