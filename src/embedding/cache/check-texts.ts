import { OctavecError } from "../../errors/index.js";

/**
 * Refuses what an embedder refuses, before anything is sent: its own check would count positions among the missing texts.
 *
 * @throws OctavecError `INVALID_ARGUMENT` with the position, never with the text.
 */
export function checkTexts(texts: readonly string[]): void {
  const index = texts.findIndex((text) => typeof text !== "string" || text.trim() === "");
  if (index === -1) return;
  const got = typeof texts[index] === "string" ? "an empty or blank one" : typeof texts[index];
  throw new OctavecError(
    "INVALID_ARGUMENT",
    `texts[${index}]: expected a text that a vector can stand for, got ${got}.`,
    { details: { index } },
  );
}
