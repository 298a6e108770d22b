import { MastraVector as CurrentVector } from "@mastra/core/vector";
import { MastraVector as OlderVector } from "mastra0/vector";
import { onTestFinished } from "vitest";
import { OctavecVector, type OctavecVectorOptions } from "../../../../src/adapters/mastra/index.js";
import { openClient } from "../../../helpers/collection.js";
import { uniquePrefix } from "../../../helpers/unique-prefix.js";

/** The base classes that the store extends, in each version that is tested. */
export const MASTRA_VERSIONS = [
  { name: "@mastra/core 1", Base: CurrentVector },
  { name: "@mastra/core 0.24", Base: OlderVector as unknown as typeof CurrentVector },
] as const;

/**
 * Lets the store extend the class of another version until `end` is called, as it does where that version is installed. `super(…)` and
 * inherited methods follow the prototypes.
 */
export function extending(Base: typeof CurrentVector): { readonly end: () => void } {
  const extend = (base: typeof CurrentVector) => {
    Object.setPrototypeOf(OctavecVector, base);
    Object.setPrototypeOf(OctavecVector.prototype, base.prototype);
  };
  extend(Base);
  return { end: () => extend(CurrentVector) };
}

export const DIMENSION = 16;

/** A vector whose direction depends on the seed: of near seeds, near ones. */
export function vectorOf(seed: number): number[] {
  return Array.from({ length: DIMENSION }, (_, place) => Math.cos(seed * 0.3 + place));
}

/** A store with a namespace of its own, whose indexes are deleted when the test ends. */
export async function openStore(url: string, index?: OctavecVectorOptions["index"]): Promise<OctavecVector> {
  const client = await openClient(url);
  const store = new OctavecVector({ id: "octavec", client, namespace: uniquePrefix("mastra"), index });
  onTestFinished(async () => {
    for (const indexName of await store.listIndexes()) await store.deleteIndex({ indexName });
  });
  return store;
}
