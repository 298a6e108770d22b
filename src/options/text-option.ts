import { z } from "zod";

/** Languages whose words a collection can reduce to stems, by ISO 639-1 code. */
const WORD_LANGUAGES = [
  "ar",
  "bg",
  "da",
  "de",
  "el",
  "en",
  "es",
  "fi",
  "fr",
  "ga",
  "hi",
  "hu",
  "hy",
  "id",
  "it",
  "lt",
  "ne",
  "nl",
  "no",
  "pt",
  "ro",
  "ru",
  "sr",
  "sv",
  "ta",
  "tr",
  "uk",
] as const;

export type WordLanguage = (typeof WORD_LANGUAGES)[number];

export function isWordLanguage(value: unknown): value is WordLanguage {
  return WORD_LANGUAGES.some((language) => language === value);
}

// The record of a collection is compared line by line.
const isField = (field: string) => field.isWellFormed() && !/\p{Cc}/u.test(field);

export const textOptionSchema = z.strictObject({
  field: z
    .string()
    .min(1)
    .max(128)
    .refine(isField, "expected the name of an attribute, without control characters"),
  language: z.enum(WORD_LANGUAGES).optional(),
});

/** The option as a field of the collection's record. */
export function textOptionName(text: z.output<typeof textOptionSchema> | undefined): string {
  return text === undefined ? "" : `${text.language ?? ""}:${text.field}`;
}
