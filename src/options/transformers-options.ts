import { z } from "zod";

/** How `createTransformersEmbedder` and `createClipEmbedder` load a model. */
export interface TransformersModelOptions {
  /**
   * Folder with the files of the model, as on the hub: `config.json`, `tokenizer.json`, `tokenizer_config.json`, `onnx/model.onnx` …
   * With it the hub is never asked. Default: the hub.
   */
  folder?: string | undefined;
  /** Where downloaded files are kept. Default: the folder of the package `@huggingface/transformers`. */
  cacheFolder?: string | undefined;
  /** Commit, branch or tag of the model on the hub. Name a commit, so that its weights never change. Default `main`. */
  revision?: string | undefined;
  /** Precision of the weights. `q8` takes a quarter of the memory and download of `fp32`; vectors of two precisions do not mix. Default `fp32`. */
  dtype?: "fp32" | "fp16" | "q8" | "int8" | "uint8" | "q4" | undefined;
  /** Inputs that the model is given at a time, 1 to 256. It holds the event loop for so long. Default 16. */
  batchSize?: number | undefined;
}

/** Options of `createTransformersEmbedder`. */
export interface TransformersEmbedderOptions extends TransformersModelOptions {
  /** Model of the hub, or with `folder` the name of the vector space. Default `Xenova/all-MiniLM-L6-v2`. */
  model?: string | undefined;
  /** Length of its vectors, 1 to 65,536. Every vector is checked against it. Default 384; required if you name a model. */
  dimension?: number | undefined;
  /** How vectors of tokens become one: the `mean`, or that of the first (`cls`) or last token. The page of the model says which. Default `mean`. */
  pooling?: "mean" | "cls" | "last_token" | undefined;
}

/** Options of `createClipEmbedder`. */
export interface ClipEmbedderOptions extends TransformersModelOptions {
  /** Model of the hub, or with `folder` the name of the vector space. Default `Xenova/clip-vit-base-patch32`. */
  model?: string | undefined;
  /** Length of its vectors, 1 to 65,536. Every vector is checked against it. Default 512; required if you name a model. */
  dimension?: number | undefined;
}

const modelFields = {
  folder: z.string().min(1).optional(),
  cacheFolder: z.string().min(1).optional(),
  revision: z.string().min(1).default("main"),
  dtype: z.enum(["fp32", "fp16", "q8", "int8", "uint8", "q4"]).default("fp32"),
  batchSize: z.int().min(1).max(256).default(16),
  dimension: z.int().min(1).max(65_536).optional(),
};

/** Models of two names have vectors of two lengths. */
const needsDimension = ({
  model,
  dimension,
}: {
  model?: string | undefined;
  dimension?: number | undefined;
}) => model === undefined || dimension !== undefined;
const DIMENSION_NEEDED = {
  path: ["dimension"],
  error: "expected the length of the vectors of the model that you name",
};

export const transformersEmbedderSchema = z
  .strictObject({
    ...modelFields,
    model: z.string().min(1).optional(),
    pooling: z.enum(["mean", "cls", "last_token"]).default("mean"),
  })
  .refine(needsDimension, DIMENSION_NEEDED)
  .transform(({ model = "Xenova/all-MiniLM-L6-v2", dimension = 384, ...rest }) => ({
    ...rest,
    model,
    dimension,
  }));

export const clipEmbedderSchema = z
  .strictObject({ ...modelFields, model: z.string().min(1).optional() })
  .refine(needsDimension, DIMENSION_NEEDED)
  .transform(({ model = "Xenova/clip-vit-base-patch32", dimension = 512, ...rest }) => ({
    ...rest,
    model,
    dimension,
  }));

/** What both have in common, after checking, defaults filled in. */
export type ResolvedTransformersModel = z.output<typeof clipEmbedderSchema>;
