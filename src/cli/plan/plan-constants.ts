/** A measured figure of the plan, with where it comes from. */
export interface PlanConstant {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly basis: string;
}

/** Each was measured on Redis 8.2.3 unless it says otherwise, on a machine with two cores. */
const constants = {
  allocatorShare: {
    value: 1.05,
    unit: "used bytes per byte of the formula",
    basis:
      "seven shapes on Redis 8.0.2 (64 to 1,536 dimensions, every precision): with it the plan was 10.2 % too low to 3.2 % too high; count on 15 %",
  },
  usedShare: {
    value: 0.7,
    unit: "share of a node's memory",
    basis:
      "chosen: the rest is for fragmentation, connections, and the pages that a snapshot copies while the server writes",
  },
  residentShare: {
    value: 1.1,
    unit: "resident bytes per used byte",
    basis: "134 MiB resident for 128 MB used, 100,000 elements of 512 dimensions after a restart",
  },
  restoreBytesPerSecond: {
    value: 52_000_000,
    unit: "used bytes per second",
    basis:
      "1,014 MB (1,000,000 elements of 256 dimensions) loaded from a snapshot in 19.6 s on Redis 8.6.3; smaller collections " +
      "load faster (128 MB in about 1 s)",
  },
  commandBytes: {
    value: 80,
    unit: "bytes",
    basis: "names, lengths and id of one VADD or VSIM beside the vector, which is sent as float32",
  },
  hitBytes: {
    value: 60,
    unit: "bytes",
    basis: "id and score of one hit",
  },
} as const;

export const PLAN_CONSTANTS = constants;

/** The constants as a list, for the report. */
export function planConstants(): PlanConstant[] {
  return Object.entries(constants).map(([name, constant]) => ({ name, ...constant }));
}

/** Microseconds of one VADD of 512 dimensions into a Q8 set of so many elements: the median on Redis 8.2.3. */
const INSERT_TIMES: readonly (readonly [elements: number, micros: number])[] = [
  [1_000, 205],
  [10_000, 659],
  [100_000, 1_540],
];
/** The share of the time that does not depend on the dimension. With it the estimate is within 36 % of seven further measurements, with 100 and 1,536 dimensions on Redis 8.0.2. */
const INSERT_FIXED_SHARE = 0.6;

export const INSERT_FORMULA =
  "time of one insert = T(elements) × (0.6 + 0.4 × dimension / 512), where T is 205 µs at 1,000 elements, 659 µs at 10,000 and 1,540 µs at 100,000, straight lines over the logarithm between and beyond; within 36 % of the figures measured with 100 and 1,536 dimensions";

/** Estimated microseconds of one insert into a set of so many elements. */
export function insertMicros(elements: number, dimension: number): number {
  const [first, middle, last] = INSERT_TIMES as readonly [
    (typeof INSERT_TIMES)[0],
    (typeof INSERT_TIMES)[0],
    (typeof INSERT_TIMES)[0],
  ];
  const [from, to] = elements < middle[0] ? [first, middle] : [middle, last];
  const slope = (to[1] - from[1]) / Math.log10(to[0] / from[0]);
  const at512 = Math.max(100, from[1] + slope * Math.log10(Math.max(1, elements) / from[0]));
  return at512 * (INSERT_FIXED_SHARE + ((1 - INSERT_FIXED_SHARE) * dimension) / 512);
}
