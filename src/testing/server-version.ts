/** The oldest major version with Vector Sets. */
export const LOWEST_MAJOR_VERSION = 8;

/**
 * Reads the version from the output of `redis-server --version`: `Redis server v=8.0.2 sha=… malloc=…`. `undefined` for other
 * programs of that name. Valkey prints another word; it has a version 8 too, but no Vector Sets.
 */
export function parseServerVersion(output: string): string | undefined {
  return /^Redis server v=(\d+\.\d+\.\d+)/m.exec(output)?.[1];
}

/** Compares versions such as "8.10.1" and "8.2.3", for sorting with the oldest first. */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [left.split("."), right.split(".")];
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = Number(a[i] ?? 0) - Number(b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

export function isNewEnough(version: string): boolean {
  return Number.parseInt(version, 10) >= LOWEST_MAJOR_VERSION;
}
