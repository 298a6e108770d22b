/**
 * The int8 schemes that a calibration chooses from:
 * - `native-q8`: the server's code per vector, without anything learned;
 * - `rotated-q8`: the same after a seeded rotation on the client;
 * - `dimension-affine`, `dimension-symmetric`: per-dimension steps between learned bounds, on the client only.
 */
export const SCHEMES = ["native-q8", "rotated-q8", "dimension-affine", "dimension-symmetric"] as const;
export type Scheme = (typeof SCHEMES)[number];

/** Whether the server stores and compares the codes of this scheme. Codes of the other schemes are for the client only. */
export function isServerScheme(scheme: Scheme): boolean {
  return scheme === "native-q8" || scheme === "rotated-q8";
}
