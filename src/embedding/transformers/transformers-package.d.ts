/**
 * The parts of the optional package that are used. It is not among the packages of this repository, because it takes half a
 * gigabyte; `test/package` installs it.
 */
declare module "@huggingface/transformers" {
  interface Tensor {
    readonly dims: readonly number[];
    readonly data: ArrayLike<number>;
  }

  interface LoadOptions {
    readonly local_files_only: boolean;
    readonly cache_dir?: string;
    readonly revision: string;
    readonly dtype: string;
  }

  type Loaded<T> = { from_pretrained(model: string, options: LoadOptions): Promise<T> };
  type Inputs = Readonly<Record<string, unknown>>;

  export function pipeline(
    task: "feature-extraction",
    model: string,
    options: LoadOptions,
  ): Promise<(texts: string[], options: { pooling: string; normalize: boolean }) => Promise<Tensor>>;

  export const AutoTokenizer: Loaded<
    (texts: string[], options: { padding: boolean; truncation: boolean }) => Inputs
  >;
  export const AutoProcessor: Loaded<(images: Image[]) => Promise<Inputs>>;
  export const CLIPTextModelWithProjection: Loaded<(inputs: Inputs) => Promise<{ text_embeds: Tensor }>>;
  export const CLIPVisionModelWithProjection: Loaded<(inputs: Inputs) => Promise<{ image_embeds: Tensor }>>;

  interface Image {
    readonly width: number;
    readonly height: number;
  }

  export const RawImage: { fromBlob(blob: Blob): Promise<Image> };
}
