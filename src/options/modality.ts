/** What an embedder can turn into a vector. */
export const MODALITIES = ["text", "image", "code"] as const;

export type Modality = (typeof MODALITIES)[number];

/** The modality of a question and that of an entry, which an option can give a threshold. Text with text is `threshold`. */
export const MODALITY_PAIRS = [
  "text-image",
  "text-code",
  "image-text",
  "image-image",
  "image-code",
  "code-text",
  "code-image",
  "code-code",
] as const;

export type ModalityPair = (typeof MODALITY_PAIRS)[number];
