import type { Quantization } from "../options/index.js";

/** The names of the quantizations in replies to VINFO and VEMB RAW. (The server's manual names `q8` and `fp32` instead.) */
export type StoredEncoding = "int8" | "f32" | "bin";

/** The option of VADD for each quantization. */
export const QUANTIZATION_OPTIONS: Readonly<Record<Quantization, string>> = {
  q8: "Q8",
  none: "NOQUANT",
  bin: "BIN",
};

const QUANTIZATION_OF_ENCODING: Readonly<Record<StoredEncoding, Quantization>> = {
  int8: "q8",
  f32: "none",
  bin: "bin",
};

export function isStoredEncoding(name: string): name is StoredEncoding {
  return name === "int8" || name === "f32" || name === "bin";
}

export function quantizationOfEncoding(encoding: StoredEncoding): Quantization {
  return QUANTIZATION_OF_ENCODING[encoding];
}
