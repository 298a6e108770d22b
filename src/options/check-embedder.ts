import { OctavecError } from "../errors/index.js";
import { MODALITIES } from "./modality.js";

const FORM = "an object { model, dimension, embed(texts) }";

/**
 * Refuses what is no `Embedder` before anything is done with it. What came is named by its type, never by its content.
 *
 * @throws OctavecError `INVALID_OPTIONS`.
 */
export function checkEmbedder(embedder: unknown): void {
  if (typeof embedder === "function") {
    throw invalid(
      `expected ${FORM}, got a function. Write { model: "my-model", dimension: 1536, embed: myFunction }; ` +
        "if the function makes an embedder, call it: createEnergeticEmbedder().",
    );
  }
  if (typeof embedder !== "object" || embedder === null) {
    throw invalid(`expected ${FORM}, got ${kindOf(embedder)}. octavec/embedding has some.`);
  }
  const embed: unknown = Reflect.get(embedder, "embed");
  if (typeof embed !== "function") {
    throw invalid(`expected ${FORM}; its embed is ${kindOf(embed)}, which should be a function.`);
  }
  const model: unknown = Reflect.get(embedder, "model");
  if (typeof model !== "string" || model === "") {
    throw invalid(
      `expected ${FORM}; its model is ${kindOf(model)}, which should be a name. It keeps vectors of different models apart.`,
    );
  }
  const dimension: unknown = Reflect.get(embedder, "dimension");
  if (typeof dimension !== "number" || !Number.isInteger(dimension) || dimension < 1) {
    const got = typeof dimension === "number" ? dimension : kindOf(dimension);
    throw invalid(
      `expected ${FORM}; its dimension is ${got}, which should be the length of its vectors, 1 or more.`,
    );
  }
  checkRecommendation(Reflect.get(embedder, "recommendedThreshold"));
  checkPrefixes(Reflect.get(embedder, "prefixes"));
  checkModalities(Reflect.get(embedder, "modalities"), Reflect.get(embedder, "embedInputs"));
}

/** An embedder of more than texts has a method for the rest. */
function checkModalities(modalities: unknown, embedInputs: unknown): void {
  if (modalities === undefined) return;
  const known: readonly unknown[] = MODALITIES;
  if (
    !Array.isArray(modalities) ||
    !modalities.includes("text") ||
    !modalities.every((m) => known.includes(m))
  ) {
    throw invalid(`modalities: expected a list of "text" and any of "image" and "code".`);
  }
  if (modalities.length > 1 && typeof embedInputs !== "function") {
    throw invalid(
      `its modalities are ${modalities.join(", ")}, so it needs embedInputs(inputs), which is ${kindOf(embedInputs)}.`,
    );
  }
}

/** A prefix that is no text would be written out before every question, as "undefined" or "[object Object]". */
function checkPrefixes(prefixes: unknown): void {
  if (prefixes === undefined) return;
  if (typeof prefixes !== "object" || prefixes === null) {
    throw invalid(`prefixes: expected { question, text, similarity }, got ${kindOf(prefixes)}.`);
  }
  for (const purpose of ["question", "text", "similarity"]) {
    const prefix: unknown = Reflect.get(prefixes, purpose);
    if (typeof prefix === "string") continue;
    throw invalid(`prefixes.${purpose}: expected a text, or "" for none, got ${kindOf(prefix)}.`);
  }
}

/** A recommendation is optional. If there is one, caches decide by it and show its source to people. */
function checkRecommendation(recommended: unknown): void {
  if (recommended === undefined) return;
  if (typeof recommended !== "object" || recommended === null) {
    throw invalid(`recommendedThreshold: expected { value, source }, got ${kindOf(recommended)}.`);
  }
  const value: unknown = Reflect.get(recommended, "value");
  if (typeof value !== "number" || !(value >= 0 && value <= 1)) {
    const got = typeof value === "number" ? value : kindOf(value);
    throw invalid(`recommendedThreshold.value: expected a cosine similarity from 0 to 1, got ${got}.`);
  }
  const source: unknown = Reflect.get(recommended, "source");
  if (typeof source !== "string" || source.trim() === "") {
    throw invalid(
      "recommendedThreshold.source: expected a text that says what was measured. Leave recommendedThreshold out if nothing was.",
    );
  }
}

function kindOf(value: unknown): string {
  if (value === "") return "an empty string";
  if (value === null || value === undefined) return String(value);
  if (typeof value === "object") return Array.isArray(value) ? "a list" : "an object";
  return `a ${typeof value}`;
}

function invalid(problem: string): OctavecError {
  return new OctavecError("INVALID_OPTIONS", `embedder: ${problem}`);
}
