import { UsageError } from "../terminal/usage-error.js";

/** Reads a whole number from `least` to `most`. The result throws UsageError. */
export function wholeNumber(flag: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new UsageError(`${flag}: expected a whole number from ${least} to ${most}, got ${text}`);
  };
}

/** Reads a number from `least` to `most`. The result throws UsageError. */
export function anyNumber(flag: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && value >= least && value <= most) return value;
    throw new UsageError(`${flag}: expected a number from ${least} to ${most}, got ${text}`);
  };
}

/** Reads one of the words. The result throws UsageError. */
export function oneOf<T extends string>(flag: string, known: readonly T[]): (text: string) => T {
  return (text) => {
    const found = known.find((word) => word === text);
    if (found !== undefined) return found;
    throw new UsageError(`${flag}: expected ${known.join(", ")}, got ${text}`);
  };
}

/** Reads `namespace:name`, of which the namespace may contain colons. @throws UsageError. */
export function placeOf(flag: string, text: string | undefined): { namespace: string; name: string } {
  const at = text?.lastIndexOf(":") ?? -1;
  if (text === undefined || at < 1 || at === text.length - 1 || /[{}]/.test(text)) {
    const got = text === undefined ? "" : `, got ${text}`;
    throw new UsageError(`${flag}: expected namespace:name${got}`);
  }
  return { namespace: text.slice(0, at), name: text.slice(at + 1) };
}
