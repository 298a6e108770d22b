import { z } from "zod";

/** Keys that encrypt what entries say. */
export interface EncryptionSettings {
  /**
   * Secrets by the ids of their keys. Entries name the id of the key that encrypted them. An id: 1 to 32 letters, digits, `_ .` and `-`.
   * A secret: 32 random bytes as text, such as `openssl rand -base64 32` prints; 32 to 1,024 characters. Up to 64 keys.
   */
  keys: Record<string, string>;
  /** Id of the key that encrypts new entries. The others only decrypt. */
  current: string;
}

const MOST_KEYS = 64;
const KEY_ID = /^[A-Za-z0-9_.-]{1,32}$/;

const secret = z.string().min(32, "expected at least 32 characters").max(1_024);

/** Names of keys are checked without a path: somebody may have written a secret in the place of one. */
const keys = z
  .record(z.string(), z.unknown())
  .refine((given) => Object.keys(given).length >= 1 && Object.keys(given).length <= MOST_KEYS, {
    error: `expected 1 to ${MOST_KEYS} keys`,
    abort: true,
  })
  .refine((given) => Object.keys(given).every((id) => KEY_ID.test(id)), {
    error: "expected ids of 1 to 32 letters, digits, _ . and -",
    abort: true,
  })
  .pipe(z.record(z.string(), secret));

export const encryptionSchema = z
  .strictObject({ keys, current: z.string() })
  .refine(({ keys, current }) => Object.hasOwn(keys, current), {
    path: ["current"],
    error: "expected the id of one of the keys",
  });

/**
 * Keys as one text, for environment variables: `2026-11:SECRET,2026-05:SECRET`. The first key is the current one.
 *
 * @returns undefined if the text has another form; then nothing of it may be shown.
 */
export function parseEncryptionKeys(text: string): EncryptionSettings | undefined {
  const pairs = text.split(",").map((pair) => {
    const [id = "", ...rest] = pair.trim().split(":");
    return [id, rest.join(":")] as const;
  });
  const [first] = pairs;
  const settings = { keys: Object.fromEntries(pairs), current: first?.[0] ?? "" };
  const hasEachOnce = Object.keys(settings.keys).length === pairs.length;
  return hasEachOnce && encryptionSchema.safeParse(settings).success ? settings : undefined;
}
