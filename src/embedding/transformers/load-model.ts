import { resolve } from "node:path";
import { isOctavecError, missingPackage, OctavecError } from "../../errors/index.js";
import type { ResolvedTransformersModel } from "../../options/index.js";

const PACKAGE = "@huggingface/transformers";

/** Imports the optional package. @throws OctavecError `MISSING_DEPENDENCY`. */
export async function importTransformers(): Promise<typeof import("@huggingface/transformers")> {
  try {
    // Inside `try`, bundlers accept an import of a package that is not installed.
    return await import("@huggingface/transformers");
  } catch (cause) {
    throw missingPackage("An embedder of Transformers.js", [PACKAGE], cause);
  }
}

type Source = Pick<ResolvedTransformersModel, "model" | "folder" | "cacheFolder" | "revision" | "dtype">;

/** Where the files of a model are, and how they are loaded, as the package wants to be told. */
export function sourceOf({ model, folder, cacheFolder, revision, dtype }: Source) {
  return [
    // A relative path looks like a name of the hub to the package, which would then ask the hub for it.
    folder === undefined ? model : resolve(folder),
    {
      local_files_only: folder !== undefined,
      ...(cacheFolder === undefined ? {} : { cache_dir: cacheFolder }),
      revision,
      dtype,
    },
  ] as const;
}

/** Names the vector space: what changes the vectors is part of it. */
export function spaceName({ model, folder, revision, dtype }: Source, more = ""): string {
  return `transformers:${model}${folder === undefined ? `@${revision}` : ""}:${dtype}${more}`;
}

/** Loads a model at the first use, once. If it fails, the next use tries again. */
export function loadOnce<T>(model: string, load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= load().catch((cause: unknown) => {
      loading = undefined;
      if (isOctavecError(cause)) throw cause;
      throw new OctavecError(
        "EMBEDDING_FAILED",
        `The files of the model ${model} could not be loaded. Check its name or folder, and whether the hub can be reached.`,
        { cause, retryable: true },
      );
    });
    return loading;
  };
}

/** The rows of a tensor of vectors. */
export function rowsOf({ dims, data }: { dims: readonly number[]; data: ArrayLike<number> }): number[][] {
  const [count = 0, length = 0] = dims;
  return Array.from({ length: count }, (_, row) =>
    Array.from({ length }, (_, column) => data[row * length + column] ?? Number.NaN),
  );
}
