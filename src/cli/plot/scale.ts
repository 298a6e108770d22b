/** From values to a length on the page, with the values that deserve a tick. */
export interface Scale {
  /** 0 at the lower end, 1 at the upper; values beyond the ends lie beyond. */
  place(value: number): number;
  readonly ticks: readonly number[];
}

/** Ticks at 1, 2 or 5 times a power of ten, about `about` of them. */
export function linearScale(from: number, to: number, about = 6): Scale {
  const rough = (to - from) / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((multiple) => multiple * power >= rough) ?? 10);
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return {
    place: (value) => (value - from) / (to - from),
    ticks: Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step),
  };
}

/** Ticks at the powers of ten within, or at powers of two where there would be fewer than three. */
export function logScale(from: number, to: number): Scale {
  const decades = powersWithin(10, from, to);
  return {
    place: (value) => Math.log(value / from) / Math.log(to / from),
    ticks: decades.length >= 3 ? decades : powersWithin(2, from, to),
  };
}

/** Shares near 1, spread by the logarithm of what they lack: 0.99 is as far from 0.9 as 0.999 from 0.99. 1 is at the top. */
export function nearOneScale(from: number): Scale {
  const top = -Math.log10(LEAST_MISSING);
  const depth = (share: number) => -Math.log10(Math.max(1 - share, LEAST_MISSING));
  return {
    place: (share) => (depth(share) - depth(from)) / (top - depth(from)),
    ticks: [0, 0.5, 0.9, 0.99, 0.999, 1].filter((tick) => tick >= from),
  };
}

/** Fewer misses than this are drawn as none. */
const LEAST_MISSING = 1e-4;

function powersWithin(base: number, from: number, to: number): number[] {
  const exponentOf = (value: number) => Math.log(value) / Math.log(base);
  const first = Math.ceil(exponentOf(from) - 1e-9);
  const last = Math.floor(exponentOf(to) + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => base ** (first + i));
}

/** Thousands apart, very small numbers as powers of ten. */
export function tickLabel(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 1e-3) return value.toExponential(0);
  return size >= 1_000 ? value.toLocaleString("en") : String(Number(value.toPrecision(6)));
}
