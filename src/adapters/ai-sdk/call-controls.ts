import type { CacheRequest, JsonValue, WrapOptions } from "../../cache/index.js";
import { type KnownFields, OctavecError, requireKnownFields } from "../../errors/index.js";
import type { CallOptions } from "./model-call.js";

/** What one call says to the cache, in `providerOptions.octavec`. */
export interface OctavecCallOptions
  extends Pick<
      WrapOptions,
      "bypass" | "refresh" | "noStore" | "onlyIfCached" | "ttlMs" | "session" | "private" | "maxAgeMs"
    >,
    Pick<CacheRequest, "tags" | "category" | "threshold"> {
  /** Whose answers. Default: the tenant of the cache. */
  readonly tenant?: string | undefined;
  /** What else the answer depends on: the role of the user, the version of a document. Default: nothing. */
  readonly scope?: JsonValue | undefined;
}

const CONTROLS: KnownFields = {
  what: "providerOptions.octavec",
  fields: [
    ...["bypass", "refresh", "noStore", "onlyIfCached", "ttlMs", "session", "private", "maxAgeMs"],
    ...["tags", "category", "threshold", "tenant", "scope"],
  ],
};

/**
 * The call without what is for the cache alone, and that.
 * @throws OctavecError `INVALID_ARGUMENT`.
 */
export function splitCall(call: CallOptions): {
  readonly call: CallOptions;
  readonly controls: OctavecCallOptions;
} {
  const { octavec, ...others } = call.providerOptions ?? {};
  if (octavec === undefined) return { call, controls: {} };
  requireKnownFields(octavec, CONTROLS);
  const controls = octavec as OctavecCallOptions;
  if (controls.tenant !== undefined && typeof controls.tenant !== "string") {
    throw new OctavecError("INVALID_ARGUMENT", "providerOptions.octavec: tenant: expected a text.");
  }
  return { call: { ...call, providerOptions: others }, controls };
}
