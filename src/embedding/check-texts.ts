import { OctavecError } from "../errors/index.js";

/** Refuses what no embedder can answer: `INVALID_ARGUMENT` with the position, never with the text. */
export function checkTexts(texts: readonly string[]): void {
  if (!Array.isArray(texts)) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `embed: expected a list of texts, got ${typeof texts === "string" ? "a string" : typeof texts}. Write embed([text]), or embedOne(embedder, text) for one text.`,
    );
  }
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
