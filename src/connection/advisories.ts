/** Something known to be wrong with a server version. */
export interface Advisory {
  /** Stable name, for example `threaded-search`. */
  readonly id: string;
  /** `security`: attackers, or ordinary use, can crash the server or read its memory. `bug`: results or memory suffer. */
  readonly severity: "security" | "bug";
  readonly summary: string;
  /** First fixed release of each line. Lines that are not named and older than the last one have no fixed release. */
  readonly fixedIn: readonly string[];
  /** Where this is known from. */
  readonly source: string;
}

const RELEASES = "https://github.com/redis/redis/releases";

const THREADED_SEARCH = "threaded-search";

const ADVISORIES: readonly Advisory[] = [
  {
    id: THREADED_SEARCH,
    severity: "security",
    summary:
      "A VSIM in a thread reads freed memory if another client removes elements of the set, which can crash the server. This library searches on the main thread there.",
    fixedIn: ["8.2.9", "8.4.6", "8.6.6", "8.8.2", "8.10.1"],
    source: `${RELEASES} (security fixes of August 2026)`,
  },
  {
    id: "restore-payload",
    severity: "security",
    summary: "A crafted RESTORE payload corrupts memory. Give RESTORE to no user who does not need it.",
    fixedIn: ["8.2.6", "8.4.3", "8.6.3", "8.8.0"],
    source: "CVE-2026-25243",
  },
  {
    id: "count-overflow",
    severity: "security",
    summary: "VSIM with a huge COUNT or EF overflows the heap. This library limits both.",
    fixedIn: ["8.4.0"],
    source: "https://github.com/redis/redis/pull/14373",
  },
  {
    id: "huge-dimension",
    severity: "security",
    summary: "VADD with REDUCE or a huge dimension crashes the server. This library sends neither.",
    fixedIn: ["8.2.6", "8.4.3", "8.6.3", "8.8.0"],
    source: RELEASES,
  },
  {
    id: "epsilon",
    severity: "bug",
    summary: "VSIM counts EPSILON twice. This library allows for that.",
    fixedIn: ["8.0.4", "8.2.2", "8.4.0"],
    source: "https://github.com/redis/redis/pull/14223",
  },
  {
    id: "filter-leak",
    severity: "bug",
    summary: "VSIM with a FILTER that has an error leaks memory. Build filters with f.",
    fixedIn: ["8.8.0"],
    source: "https://github.com/redis/redis/pull/14898",
  },
];

/** What is known to be wrong with a version such as `8.2.3`. Empty for versions that cannot be read, such as `unknown`. */
export function advisoriesOf(version: string): readonly Advisory[] {
  const parts = partsOf(version);
  return parts === undefined ? [] : ADVISORIES.filter(({ fixedIn }) => !isFixed(parts, fixedIn));
}

/** Whether a search in a thread certainly cannot crash a server of this version. */
export function hasSafeThreads(version: string): boolean {
  return partsOf(version) !== undefined && !advisoriesOf(version).some(({ id }) => id === THREADED_SEARCH);
}

function isFixed(
  [major, minor, patch]: readonly [number, number, number],
  fixedIn: readonly string[],
): boolean {
  const fixes = fixedIn.flatMap((fixed) => [partsOf(fixed)!]);
  const ofLine = fixes.find((fix) => fix[0] === major && fix[1] === minor);
  if (ofLine !== undefined) return patch >= ofLine[2];
  // Odd minor versions are previews of the next even one.
  return fixes.every((fix) => major > fix[0] || (major === fix[0] && minor > fix[1]));
}

/** A preview such as `8.6.6-rc1` comes before its release. Undefined for what is no version. */
function partsOf(version: string): readonly [number, number, number] | undefined {
  const parts = /^(\d+)\.(\d+)\.(\d+)(-.+)?$/.exec(version);
  if (parts === null) return undefined;
  const [, major, minor, patch, preview] = parts;
  return [Number(major), Number(minor), Number(patch) - (preview === undefined ? 0 : 0.5)];
}
