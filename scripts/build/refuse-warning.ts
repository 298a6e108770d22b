import type { RollupLog } from "rollup";

/** For rollup's `onwarn`: a warning would be a defect of the package. */
export function refuseWarning({ message }: RollupLog): never {
  throw new Error(`The bundler warns: ${message}`);
}
