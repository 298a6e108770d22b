import { OctavecError, requireKnownFields } from "../errors/index.js";
import { MODALITIES, type Modality } from "./modality.js";

/** What is to be turned into a vector. `image`: the bytes of an encoded file, such as PNG or JPEG. */
export type EmbedInput =
  | { readonly text: string }
  | { readonly image: Uint8Array }
  | { readonly code: string };

/** The modality of an input. @throws OctavecError `INVALID_ARGUMENT` if it is not exactly one of text, image and code. */
export function modalityOf(input: EmbedInput, what: string): Modality {
  requireKnownFields(input, { what, fields: MODALITIES });
  const given = MODALITIES.filter((name) => Reflect.get(input, name) !== undefined);
  const [modality] = given;
  if (modality === undefined || given.length > 1) {
    const got = given.length === 0 ? "none" : given.join(" and ");
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `${what}: expected one of { text }, { image } and { code }, got ${got}.`,
    );
  }
  const value: unknown = Reflect.get(input, modality);
  if (modality === "image" ? !(value instanceof Uint8Array) : typeof value !== "string") {
    const wanted =
      modality === "image" ? "a Uint8Array with the bytes of the file; load an address first" : "a string";
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `${what}.${modality}: expected ${wanted}. Got ${value === null ? "null" : typeof value}.`,
    );
  }
  return modality;
}
