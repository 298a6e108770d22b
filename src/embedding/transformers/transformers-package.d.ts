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

  type Tokenizer = (texts: string[], options: { padding: boolean; truncation: boolean }) => Inputs;
  type Model = (inputs: Inputs) => Promise<unknown>;

  /** An instance is a function. */
  export const FeatureExtractionPipeline: new (parts: {
    readonly task: "feature-extraction";
    readonly tokenizer: Tokenizer;
    readonly model: Model;
  }) => (texts: string[], options: { pooling: string; normalize: boolean }) => Promise<Tensor>;

  export const AutoModel: Loaded<Model>;
  export const AutoTokenizer: Loaded<Tokenizer>;
  export const AutoProcessor: Loaded<(images: Image[]) => Promise<Inputs>>;
  export const CLIPTextModelWithProjection: Loaded<(inputs: Inputs) => Promise<{ text_embeds: Tensor }>>;
  export const CLIPVisionModelWithProjection: Loaded<(inputs: Inputs) => Promise<{ image_embeds: Tensor }>>;

  interface Image {
    readonly width: number;
    readonly height: number;
  }

  export const RawImage: { fromBlob(blob: Blob): Promise<Image> };
}
