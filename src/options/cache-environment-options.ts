import { z } from "zod";
import { encryptionKeysText } from "./encryption-options.js";
import { placeFields, tenantField } from "./place-fields.js";
import { parseServerUrl } from "./server-url.js";

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, "expected a whole number, digits only")
    .transform(Number)
    .pipe(z.int().min(min).max(max));

const WORDS = new Map([
  ...["1", "true", "yes", "on"].map((word) => [word, true] as const),
  ...["0", "false", "no", "off"].map((word) => [word, false] as const),
]);

const flag = z.string().transform((text, context) => {
  const value = WORDS.get(text.toLowerCase());
  if (value === undefined) context.addIssue({ code: "custom", message: "expected true or false" });
  return value ?? z.NEVER;
});

/** The variable holds seconds, as is usual for environment variables. The result is in milliseconds. */
const timeToLive = z.union(
  [
    z.enum(["never", "0"]).transform(() => "never" as const),
    wholeNumber(1, 31_536_000).transform((seconds) => seconds * 1_000),
  ],
  { error: "expected whole seconds from 1 to 31536000, or 0 or never" },
);

const redisUrl = z.string().superRefine((text, context) => {
  const parsed = parseServerUrl(text);
  if ("problem" in parsed) context.addIssue({ code: "custom", message: parsed.problem });
});

/** The `CACHE_…` variables: from text to the values of the options. */
export const cacheEnvironmentSchema = z
  .object({
    CACHE_REDIS_URL: redisUrl,
    // Prefixes are often written with the separator at the end.
    CACHE_KEY_PREFIX: z
      .string()
      .transform((text) => text.replace(/:$/, ""))
      .pipe(placeFields.namespace),
    CACHE_TENANT: tenantField,
    CACHE_EMBEDDING_DIMENSIONS: wholeNumber(1, 65_536),
    CACHE_DEFAULT_TTL: timeToLive,
    CACHE_ENABLE_EMBEDDINGS: flag,
    CACHE_MAX_TEXT_LENGTH: wholeNumber(1, 10_000_000),
    CACHE_BATCH_SIZE: wholeNumber(1, 1_000),
    CACHE_THRESHOLD: z
      .string()
      .regex(/^(0(\.\d+)?|1(\.0+)?|\.\d+)$/, "expected a cosine similarity from 0 to 1, such as 0.9")
      .transform(Number),
    CACHE_TIMEOUT_MS: wholeNumber(1, 60_000),
    CACHE_MAX_ENTRIES: wholeNumber(1, 1_000_000_000),
    CACHE_MAX_BYTES: wholeNumber(1, 1_000_000_000_000),
    CACHE_KEY_SECRET: z.string().min(16, "expected 16 characters or more"),
    CACHE_ENCRYPTION_KEYS: encryptionKeysText,
  })
  .partial();

/** Names of all known variables. */
export const CACHE_VARIABLES: readonly string[] = Object.keys(cacheEnvironmentSchema.shape);
