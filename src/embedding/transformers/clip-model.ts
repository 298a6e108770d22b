import { OctavecError } from "../../errors/index.js";
import type { ResolvedTransformersModel } from "../../options/index.js";
import { importTransformers, rowsOf, sourceOf } from "./load-model.js";

/** An image file, and its position in the caller's list. */
export interface PlacedImage {
  readonly bytes: Uint8Array;
  readonly index: number;
}

/** Turns texts and images into rows of numbers of one space. */
export interface ClipModel {
  ofTexts(texts: string[]): Promise<number[][]>;
  /** @throws OctavecError `INVALID_ARGUMENT` for a file that is no readable image. */
  ofImages(images: readonly PlacedImage[]): Promise<number[][]>;
}

/** Loads both halves of a CLIP model. @throws OctavecError `MISSING_DEPENDENCY`; what the package throws. */
export async function loadClip(resolved: ResolvedTransformersModel): Promise<ClipModel> {
  const {
    AutoProcessor,
    AutoTokenizer,
    CLIPTextModelWithProjection,
    CLIPVisionModelWithProjection,
    RawImage,
  } = await importTransformers();
  const source = sourceOf(resolved);
  const [tokenize, textModel, process, visionModel] = await Promise.all([
    AutoTokenizer.from_pretrained(...source),
    CLIPTextModelWithProjection.from_pretrained(...source),
    AutoProcessor.from_pretrained(...source),
    CLIPVisionModelWithProjection.from_pretrained(...source),
  ]);
  return {
    async ofTexts(texts) {
      const { text_embeds } = await textModel(tokenize(texts, { padding: true, truncation: true }));
      return rowsOf(text_embeds);
    },
    async ofImages(images) {
      const decoded = await Promise.all(
        images.map(({ bytes, index }) =>
          // A copy in a buffer of its own kind, which `Blob` wants.
          RawImage.fromBlob(new Blob([new Uint8Array(bytes)])).catch((cause: unknown) => {
            throw unreadable(index, cause);
          }),
        ),
      );
      const { image_embeds } = await visionModel(await process(decoded));
      return rowsOf(image_embeds);
    },
  };
}

function unreadable(index: number, cause: unknown): OctavecError {
  return new OctavecError(
    "INVALID_ARGUMENT",
    `inputs[${index}].image: expected the bytes of an image file, such as PNG, JPEG or WebP.`,
    { cause, details: { index } },
  );
}
