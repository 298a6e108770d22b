import { OctavecError } from "../../errors/index.js";

const PREFIX = "x-octavec-";

/**
 * Writes what a request says to the cache in the words of the caching fetch: `Cache-Control` of
 * https://www.rfc-editor.org/rfc/rfc9111#name-request-directives, `x-octavec-ttl` in seconds, and whose answers it wants.
 *
 * @param tenant - Of the caller. The headers `x-octavec-tenant` and `x-octavec-namespace` divide it further, and never leave it.
 * @throws OctavecError `INVALID_ARGUMENT`.
 */
export function writeControls(headers: Headers, tenant: string): void {
  const { noCache, noStore, onlyIfCached, maxAgeMs } = directivesOf(headers.get("cache-control") ?? "");
  headers.delete("cache-control");
  const set = (name: string, value: string) => {
    // What the caller says in octavec's own words wins.
    if (!headers.has(PREFIX + name)) headers.set(PREFIX + name, value);
  };
  const isSaid = ["bypass", "refresh", "no-store", "only-if-cached"].some((name) =>
    headers.has(PREFIX + name),
  );
  if (!isSaid) {
    if (noCache && noStore) set("bypass", "1");
    else if (onlyIfCached) set("only-if-cached", "1");
    else if (noCache) set("refresh", "1");
    else if (noStore) set("no-store", "1");
  }
  if (maxAgeMs !== undefined && !noCache) set("max-age-ms", String(maxAgeMs));
  const ttl = headers.get(`${PREFIX}ttl`);
  if (ttl !== null) {
    headers.delete(`${PREFIX}ttl`);
    set("ttl-ms", String(secondsIn(`${PREFIX}ttl`, ttl) * 1_000));
  }
  const parts = ["namespace", "tenant"].map((name) => headers.get(PREFIX + name));
  headers.delete(`${PREFIX}namespace`);
  headers.set(`${PREFIX}tenant`, placeOf(tenant, parts));
}

/** Names what was given and what was not, so that no two callers can be given one place. */
function placeOf(tenant: string, parts: readonly (string | null)[]): string {
  return parts.every((part) => part === null) ? tenant : `${tenant} ${JSON.stringify(parts)}`;
}

function directivesOf(header: string) {
  const directives = new Map(
    header.split(",").map((one) => {
      const [name = "", value = ""] = one.split("=");
      return [name.trim().toLowerCase(), value.trim().replaceAll('"', "")];
    }),
  );
  const maxAge = directives.get("max-age");
  return {
    noCache: directives.has("no-cache"),
    noStore: directives.has("no-store"),
    onlyIfCached: directives.has("only-if-cached"),
    // A directive that cannot be read is ignored, as the standard says.
    maxAgeMs: maxAge !== undefined && /^\d+$/.test(maxAge) ? Number(maxAge) * 1_000 : undefined,
  };
}

function secondsIn(name: string, value: string): number {
  if (/^\d+$/.test(value)) return Number(value);
  throw new OctavecError("INVALID_ARGUMENT", `The header ${name} expects whole seconds.`);
}
