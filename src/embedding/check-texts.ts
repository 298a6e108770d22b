import { OctavecError } from "../errors/index.js";

/** Refuses what no embedder can answer: `INVALID_ARGUMENT` with the position, never with the text. */
export function checkTexts(texts: readonly string[]): void {
  for (const [index, text] of texts.entries()) {
    if (typeof text !== "string") {
      throw new OctavecError("INVALID_ARGUMENT", `texts[${index}]: expected a string, got ${typeof text}.`, {
        details: { index },
      });
    }
    if (text.trim() === "") {
      throw new OctavecError(
        "INVALID_ARGUMENT",
        `texts[${index}] is empty or blank, so no vector can stand for it. Leave such texts out.`,
        { details: { index } },
      );
    }
  }
}
