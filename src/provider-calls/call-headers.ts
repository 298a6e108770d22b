import type { CacheRequest, WrapOptions } from "../cache/index.js";
import { OctavecError } from "../errors/index.js";

const PREFIX = "x-octavec-";
const SWITCHES = new Map([
  ["bypass", "bypass"],
  ["refresh", "refresh"],
  ["no-store", "noStore"],
  ["only-if-cached", "onlyIfCached"],
  ["private", "private"],
] as const);

/** What the headers of one call say to the cache. */
export interface CallControls {
  readonly options: WrapOptions;
  readonly request: Pick<CacheRequest, "threshold" | "tags" | "category">;
  readonly tenant: string | undefined;
  /** What else the answer depends on. */
  readonly scope: string | undefined;
}

/** The same headers if there is none for the cache. */
export function withoutControls(headers: Headers): Headers {
  const names = [...headers.keys()].filter((header) => header.startsWith(PREFIX));
  if (names.length === 0) return headers;
  const rest = new Headers(headers);
  for (const name of names) rest.delete(name);
  return rest;
}

/**
 * Takes the headers for the cache out of `headers`.
 * @throws OctavecError `INVALID_ARGUMENT` for a header that it does not know, or with a wrong value.
 */
export function takeControls(headers: Headers): CallControls {
  const options: Record<string, boolean | number | string> = {};
  const request: { threshold?: number; tags?: string[]; category?: string } = {};
  let tenant: string | undefined;
  let scope: string | undefined;
  for (const [header, value] of [...headers]) {
    if (!header.startsWith(PREFIX)) continue;
    headers.delete(header);
    const name = header.slice(PREFIX.length);
    const option = SWITCHES.get(name as "bypass");
    if (option !== undefined) options[option] = switchOf(header, value);
    else if (name === "max-age-ms") options.maxAgeMs = numberOf(header, value);
    else if (name === "ttl-ms") options.ttlMs = numberOf(header, value);
    else if (name === "threshold") request.threshold = numberOf(header, value);
    else if (name === "tags") request.tags = value.split(",").map((tag) => tag.trim());
    else if (name === "category") request.category = value;
    else if (name === "session") options.session = value;
    else if (name === "tenant") tenant = value;
    else if (name === "scope") scope = value;
    else throw refused(header, "is unknown");
  }
  return { options, request, tenant, scope };
}

function switchOf(header: string, value: string): boolean {
  if (value === "1" || value === "true") return true;
  if (value === "0" || value === "false") return false;
  throw refused(header, "expects 1, true, 0 or false");
}

function numberOf(header: string, value: string): number {
  const number = Number(value);
  if (value.trim() === "" || !Number.isFinite(number)) throw refused(header, "expects a number");
  return number;
}

function refused(header: string, problem: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", `The header ${header} ${problem}.`);
}
