import { OctavecError } from "../../errors/index.js";

/** What a request says to the cache in the words of another gateway. */
export interface Said {
  /** Goes around the cache. */
  readonly bypass?: boolean | undefined;
  /** A new answer, which is stored. */
  readonly refresh?: boolean | undefined;
  readonly noStore?: boolean | undefined;
  /** Only an answer to the same text. */
  readonly exactOnly?: boolean | undefined;
  /** Life of the answer in milliseconds. */
  readonly ttlMs?: number | undefined;
  /** Greatest age of an answer in milliseconds. */
  readonly maxAgeMs?: number | undefined;
  /** Keeps answers apart, within those of the caller. */
  readonly namespace?: string | undefined;
  /** Names of what this gateway cannot do. */
  readonly ignored?: readonly string[] | undefined;
}

/** How a call was answered. */
export interface ReplyFacts {
  /** As in the header `x-octavec-cache`. */
  readonly outcome: string;
  readonly isHit: boolean;
  readonly entryId: string | undefined;
  readonly similarity: string | undefined;
}

/** A gateway whose names clients may use here. */
export interface OtherGateway {
  /** Begin of the names of its headers. None of them reaches the provider. */
  readonly prefixes: readonly string[];
  /** Field of the body for the cache, which does not reach the provider. */
  readonly bodyField?: string | undefined;
  /**
   * @param field - Value of `bodyField`.
   * @throws OctavecError `INVALID_ARGUMENT`.
   */
  read(headers: Headers, field: unknown): Said;
  /** Headers by which the other gateway says how it answered. */
  tell(facts: ReplyFacts, said: Said): Readonly<Record<string, string>>;
}

const YEAR_SECONDS = 31_536_000;

/** Undefined for none. More than 365 days count as 365 days. @throws OctavecError `INVALID_ARGUMENT`. */
export function ttlIn(name: string, seconds: unknown): number | undefined {
  if (seconds === undefined || seconds === null) return undefined;
  const number = Number(seconds);
  if (number > 0 && number < Number.POSITIVE_INFINITY)
    return Math.ceil(Math.min(number, YEAR_SECONDS) * 1_000);
  throw refused(name, "expects a number of seconds above 0");
}

/** Undefined for none. @throws OctavecError `INVALID_ARGUMENT`. */
export function switchIn(name: string, value: unknown): boolean | undefined {
  if (value === undefined || value === null) return undefined;
  const said = String(value).toLowerCase();
  if (said === "true" || said === "false") return said === "true";
  throw refused(name, "expects true or false");
}

/** Undefined for none. @throws OctavecError `INVALID_ARGUMENT`. */
export function namespaceIn(name: string, value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value === "string" && value.length <= MAX_NAMESPACE_LENGTH) return value;
  throw refused(name, `expects a text of up to ${MAX_NAMESPACE_LENGTH} characters`);
}

const MAX_NAMESPACE_LENGTH = 256;

export function refused(name: string, problem: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", `${name} ${problem}.`);
}
