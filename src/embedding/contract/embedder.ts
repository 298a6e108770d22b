import { OctavecError } from "../../errors/index.js";
import type { EmbedInput, Modality } from "../../options/index.js";
import type { TextPrefixes } from "./text-prefixes.js";

export interface EmbedOptions {
  /** Ends the call at the next batch or wait. The call then rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** A least similarity of hits to begin with, until one is measured on questions of one's own. */
export interface RecommendedThreshold {
  /** Cosine similarity, 0 to 1. */
  readonly value: number;
  /** Where the value comes from: data, sizes, and what was measured at it. For people to read. */
  readonly source: string;
}

/**
 * Turns texts into vectors. You can pass any object of this shape.
 *
 * Every implementation keeps these rules:
 * - It returns one vector per text, in the order of the texts, and an empty list for no texts.
 * - Every vector has `dimension` finite float32 components and is not all zero. It need not have unit length: compare by
 *   cosine, as Vector Sets do.
 * - It refuses an empty or blank text with `INVALID_ARGUMENT`, because such a text has no meaning. `details.index` says
 *   which text it was.
 * - A call either returns every vector or rejects.
 */
export interface Embedder {
  /**
   * Name of the vector space: vectors of embedders with the same `model` and `dimension` are comparable. It is part of cache
   * keys, so it must change when the weights change.
   */
  readonly model: string;
  /** Length of every vector. */
  readonly dimension: number;
  /** For a semantic cache. Absent where nobody has measured one for this model: similarities of two models do not compare. */
  readonly recommendedThreshold?: RecommendedThreshold | undefined;
  /**
   * What its model wants before a text. `embed` does not add it: whoever embeds a text for a purpose does, by `withPrefix`. A
   * semantic cache adds the one for `similarity` to questions, and keeps vectors with another prefix apart. Default: nothing.
   */
  readonly prefixes?: TextPrefixes | undefined;
  /** What the embedder puts into one vector space. Default: texts only. */
  readonly modalities?: readonly Modality[] | undefined;
  /** @throws OctavecError `INVALID_ARGUMENT`, `EMBEDDING_FAILED`; or the reason of an aborted signal. */
  embed(texts: readonly string[], options?: EmbedOptions): Promise<Float32Array[]>;
  /**
   * The same for inputs of all of its `modalities`, by the same rules; `details.index` also says which input is no readable image.
   * Needed if there are others than text.
   */
  embedInputs?(inputs: readonly EmbedInput[], options?: EmbedOptions): Promise<Float32Array[]>;
}

/** Refuses texts that have no vector. @throws OctavecError `INVALID_ARGUMENT` with the position, never with the text. */
export function checkTexts(texts: readonly string[]): void {
  if (!Array.isArray(texts)) {
    const got = typeof texts === "string" ? "a string" : typeof texts;
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `embed: expected a list of texts, got ${got}. Write embed([text]), or embedOne(embedder, text) for one text.`,
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
        `texts[${index}] is empty or blank, so it has no vector. Leave such texts out.`,
        { details: { index } },
      );
    }
  }
}
