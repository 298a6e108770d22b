/** How many times faster the time of the rules runs in tests: a minute takes a second. */
const HASTE = 60;
const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds that a duration of the rules (`"5m"`) takes in tests. */
export function hastenedMs(duration: string): number {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(duration) ?? [];
  if (unit === undefined) throw new Error(`${duration} is no duration of the rules`);
  return Math.round((Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS]) / HASTE);
}

/**
 * The text of rules or queries with each range, `for` and `offset` divided by {@link HASTE}. The names of recording rules, and
 * everything else, stay.
 */
export function hastened(text: string): string {
  return text.replace(
    /(\[|\bfor: |\boffset )(\d+[smhd])\b/g,
    (_, before: string, duration: string) => `${before}${hastenedMs(duration)}ms`,
  );
}
