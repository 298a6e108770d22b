import type { Ratio } from "../statistics.js";

/** The figures with a spread of a run, by name: `gateway.memoryHitRatio`. Of all these, more is better. */
export function ratiosOf(run: unknown, path: readonly string[] = []): Map<string, Ratio> {
  const found = new Map<string, Ratio>();
  if (typeof run !== "object" || run === null) return found;
  if (isRatio(run)) return found.set(path.join("."), run);
  for (const [name, value] of Object.entries(run)) {
    for (const [inner, ratio] of ratiosOf(value, [...path, name])) found.set(inner, ratio);
  }
  return found;
}

function isRatio(value: object): value is Ratio {
  const { median, min, max } = value as Partial<Record<keyof Ratio, unknown>>;
  return [median, min, max].every((figure) => typeof figure === "number") && Object.keys(value).length === 3;
}
