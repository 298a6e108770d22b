import type { RollupLog } from "rollup";

/** For rollup's `onwarn`: what it warns of would be a fault of the package. */
export function refuseWarning({ message }: RollupLog): never {
  throw new Error(`The bundler warns: ${message}`);
}
