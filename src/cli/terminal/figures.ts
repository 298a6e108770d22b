const BYTE_UNITS = ["bytes", "kB", "MB", "GB", "TB", "PB"] as const;

/** Bytes with three figures, in powers of 1,000: `1.27 GB`. */
export function bytesText(bytes: number): string {
  let [value, unit] = [bytes, 0];
  for (; Math.abs(value) >= 1_000 && unit < BYTE_UNITS.length - 1; unit++) value /= 1_000;
  return `${unit === 0 ? Math.round(value) : value.toPrecision(3)} ${BYTE_UNITS[unit]}`;
}

/** A whole number with its thousands apart. */
export function wholeText(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

export function timeText(seconds: number): string {
  if (seconds < 1) return `${Math.ceil(1_000 * seconds)} ms`;
  if (seconds < 120) return `${Math.ceil(seconds)} s`;
  if (seconds < 7_200) return `${Math.ceil(seconds / 60)} min`;
  return seconds < 172_800 ? `${(seconds / 3_600).toFixed(1)} h` : `${(seconds / 86_400).toFixed(1)} days`;
}

export function percentText(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
