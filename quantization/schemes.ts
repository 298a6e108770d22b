/**
 * The int8 schemes a calibration chooses from:
 * - `native-q8`: the server's per-vector code, nothing learned;
 * - `rotated-q8`: the same after a seeded rotation on the client;
 * - `dimension-affine`, `dimension-symmetric`: per-dimension steps between learned bounds, on the client only.
 */
export const SCHEMES = ["native-q8", "rotated-q8", "dimension-affine", "dimension-symmetric"] as const;
export type Scheme = (typeof SCHEMES)[number];

/** Whether the server itself keeps and compares the codes of this scheme; the others live with the client. */
export function isServerScheme(scheme: Scheme): boolean {
  return scheme === "native-q8" || scheme === "rotated-q8";
}
