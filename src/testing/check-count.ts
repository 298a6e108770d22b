import { OctavecError } from "../errors/index.js";

/** @throws OctavecError `INVALID_ARGUMENT` unless the count is a whole number within its range. */
export function checkCount(name: string, count: number, min: number, max: number): void {
  if (Number.isInteger(count) && count >= min && count <= max) return;
  const message = `${name} must be a whole number from ${min} to ${max}, got ${count}`;
  throw new OctavecError("INVALID_ARGUMENT", message);
}
