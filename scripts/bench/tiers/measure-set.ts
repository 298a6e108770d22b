import { CalibratedCodec, DimensionCodec, type Scheme } from "../../../quantization/index.js";
import type { VectorClient } from "../../../src/index.js";
import type { TestSet } from "../sets/test-set.js";
import { calibrateSet } from "./calibrate-set.js";
import { measureServer, type ServerFigures } from "./measure-server.js";
import { measureTiers, type SetFigures, type TierFigures } from "./measure-tiers.js";
import { codeTiers, type TierName } from "./tier.js";

/** Everything that is measured on one set. */
export interface SetResult extends SetFigures {
  readonly set: TestSet;
  /** What `auto` chose from 1,000 vectors. */
  readonly chosen: Scheme;
  /** Share of components of the stored vectors, none of them seen in calibration, that affine codes clip. */
  readonly clipRate: number;
  /** Share of the stored vectors that affine codes keep as float32. */
  readonly fallbackShare: number;
  readonly server: ServerFigures;
}

export async function measureSet(
  client: VectorClient,
  set: TestSet,
  seed: number,
  onStep: (label: string) => void,
): Promise<SetResult> {
  const records = calibrateSet(set, seed);
  onStep(`${set.name}: calibrated`);
  const tiers = codeTiers(set.stored, { affine: records.affine, rotationSeed: seed });
  const figures = measureTiers(set, tiers);
  onStep(`${set.name}: compared`);
  const { affine, auto, rotatedOnServer } = records;
  const server = await measureServer(client, set, figures.truths, rotatedOnServer ? seed : undefined);
  onStep(`${set.name}: searched`);

  const [bounded, calibrated] = [
    new DimensionCodec({ ...affine.bounds, margin: affine.margin }),
    new CalibratedCodec(affine),
  ];
  const clipped = set.stored.reduce((sum, vector) => sum + bounded.encode(vector).clipped, 0);
  const asFloat32 = set.stored.filter((vector) => calibrated.encode(vector).kind === "float32").length;
  return {
    ...figures,
    set,
    chosen: auto.scheme,
    clipRate: clipped / (set.stored.length * set.dimension),
    fallbackShare: asFloat32 / set.stored.length,
    server,
  };
}

export const STEPS_PER_SET = 3;

export function tierOf(result: SetResult, name: TierName): TierFigures {
  const found = result.tiers.find((tier) => tier.name === name);
  if (found === undefined) throw new Error(`No tier ${name} was measured.`);
  return found;
}

/** Mean, p99 and largest error of a tier that approximates the cosine. */
export function errorOf(result: SetResult, name: TierName): NonNullable<TierFigures["error"]> {
  const { error } = tierOf(result, name);
  if (error === undefined) throw new Error(`The similarities of ${name} are no cosines.`);
  return error;
}
