const BYTE_UNITS = ["bytes", "kB", "MB", "GB", "TB"];

export function bytes(value) {
  let unit = 0;
  let left = value;
  for (; Math.abs(left) >= 1000 && unit < BYTE_UNITS.length - 1; unit++) left /= 1000;
  return `${unit === 0 ? Math.round(left) : Number(left.toPrecision(3))} ${BYTE_UNITS[unit]}`;
}

export function whole(value) {
  return Math.round(value).toLocaleString("en-US");
}

/** With three figures; whole from 100 on. */
export function rate(value) {
  return Math.abs(value) >= 100 ? whole(value) : String(Number(value.toPrecision(3)));
}

export function micros(value) {
  if (value < 1000) return `${rate(value)} µs`;
  return value < 1e6 ? `${rate(value / 1000)} ms` : `${rate(value / 1e6)} s`;
}

/** @param {number | null | undefined} share */
export function percent(share) {
  return share === undefined || share === null ? "–" : `${(100 * share).toFixed(1)} %`;
}

export function money(value, currency) {
  return `${value.toLocaleString("en-US", { maximumFractionDigits: 4 })} ${currency}`;
}

/** Rounded down: one that is rounded up would leave out the pair that it was taken from. */
export function similarity(value) {
  return (Math.floor(value * 1e4 + 1e-6) / 1e4).toFixed(4);
}

/** @param {number} ms - Milliseconds since 1970. */
export function instant(ms) {
  return new Date(ms).toISOString().replace("T", " ").slice(0, 19);
}

export function duration(ms) {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}
