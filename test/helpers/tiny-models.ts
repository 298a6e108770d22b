import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Graph, onnxFile } from "./onnx-file.js";

/** What words mean to the tiny models: red, green and blue. All other words mean nothing. */
const MEANINGS: Readonly<Record<string, readonly number[]>> = {
  "[PAD]": [0, 0, 0],
  "[UNK]": [0, 0, 0],
  red: [1, 0, 0],
  scarlet: [0.9, 0.1, 0],
  green: [0, 1, 0],
  blue: [0, 0, 1],
};
const TINY_DIMENSION = 3;

const words = Object.keys(MEANINGS);
const table = { name: "table", dims: [words.length, TINY_DIMENSION], values: Object.values(MEANINGS).flat() };
const tokens = (name: string) => ({ name, type: "int64", shape: ["batch", "length"] }) as const;
const textInputs = [tokens("input_ids"), tokens("attention_mask")];
const lookUp = { type: "Gather", inputs: ["table", "input_ids"], output: "last_hidden_state" };

const TEXT_MODEL: Graph = {
  inputs: textInputs,
  weights: [table],
  operations: [lookUp],
  output: { name: "last_hidden_state", type: "float", shape: ["batch", "length", TINY_DIMENSION] },
};

const CLIP_TEXT_MODEL: Graph = {
  inputs: textInputs,
  weights: [table],
  operations: [
    lookUp,
    {
      type: "ReduceMean",
      inputs: ["last_hidden_state"],
      output: "text_embeds",
      attributes: { axes: [1], keepdims: 0 },
    },
  ],
  output: { name: "text_embeds", type: "float", shape: ["batch", TINY_DIMENSION] },
};

/** An image means its average colour. */
const CLIP_VISION_MODEL: Graph = {
  inputs: [{ name: "pixel_values", type: "float", shape: ["batch", 3, "height", "width"] }],
  operations: [
    {
      type: "ReduceMean",
      inputs: ["pixel_values"],
      output: "image_embeds",
      attributes: { axes: [2, 3], keepdims: 0 },
    },
  ],
  output: { name: "image_embeds", type: "float", shape: ["batch", TINY_DIMENSION] },
};

const TOKENIZER = {
  version: "1.0",
  truncation: null,
  padding: null,
  added_tokens: ["[PAD]", "[UNK]"].map((content, id) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  })),
  normalizer: { type: "Lowercase" },
  pre_tokenizer: { type: "Whitespace" },
  post_processor: null,
  decoder: null,
  model: {
    type: "WordPiece",
    unk_token: "[UNK]",
    continuing_subword_prefix: "##",
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(words.map((word, id) => [word, id])),
  },
};

const TOKENIZER_CONFIG = {
  tokenizer_class: "PreTrainedTokenizerFast",
  pad_token: "[PAD]",
  unk_token: "[UNK]",
  model_max_length: 16,
};

const PREPROCESSOR_CONFIG = {
  image_processor_type: "CLIPImageProcessor",
  do_resize: true,
  size: { shortest_edge: 8 },
  do_center_crop: true,
  crop_size: { height: 8, width: 8 },
  do_rescale: true,
  rescale_factor: 1 / 255,
  do_normalize: false,
  resample: 3,
};

/** Writes a folder as models have it on the hub: `model.onnx` for the text model, `text_model.onnx` and `vision_model.onnx` for CLIP. */
export function writeTinyModel(folder: string, kind: "text" | "clip"): void {
  const files =
    kind === "text"
      ? { model: TEXT_MODEL }
      : { text_model: CLIP_TEXT_MODEL, vision_model: CLIP_VISION_MODEL };
  mkdirSync(join(folder, "onnx"), { recursive: true });
  for (const [name, graph] of Object.entries(files)) {
    writeFileSync(join(folder, "onnx", `${name}.onnx`), onnxFile(graph));
  }
  const json = {
    config: { model_type: kind === "text" ? "bert" : "clip", hidden_size: TINY_DIMENSION },
    tokenizer: TOKENIZER,
    tokenizer_config: TOKENIZER_CONFIG,
    ...(kind === "clip" ? { preprocessor_config: PREPROCESSOR_CONFIG } : {}),
  };
  for (const [name, content] of Object.entries(json)) {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(content));
  }
}
