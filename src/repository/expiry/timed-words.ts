import type { CommandArgument } from "../../executor.js";
import { NEVER_MS, withInstant } from "./stored-instant.js";

/** FP32, blob, element, quantization: after them come the options of VADD. */
const OPTIONS_START = 4;

/** The words of VADD after the key, with the element's instant in its attributes. */
export function timedWords(words: readonly CommandArgument[], instantMs: number): CommandArgument[] {
  const place = words.indexOf("SETATTR", OPTIONS_START);
  if (place === -1) return [...words, "SETATTR", withInstant(undefined, instantMs)];
  return words.with(place + 1, withInstant(String(words[place + 1]), instantMs));
}

/** The instant as the score of the element in the index of instants; empty for an element that never expires. */
export function scoreOf(instantMs: number): string {
  return instantMs === NEVER_MS ? "" : String(instantMs);
}
