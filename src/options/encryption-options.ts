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

/** Problems have no path: somebody may have written a secret in the place of an id. */
const keys = z.record(z.string(), z.unknown()).transform((given, context) => {
  const problem = problemOf(given);
  if (problem === undefined) return given as Record<string, string>;
  context.addIssue({ code: "custom", message: problem });
  return z.NEVER;
});

function problemOf(given: Readonly<Record<string, unknown>>): string | undefined {
  const [ids, secrets] = [Object.keys(given), Object.values(given)];
  if (ids.length < 1 || ids.length > MOST_KEYS) return `expected 1 to ${MOST_KEYS} keys`;
  if (!ids.every((id) => KEY_ID.test(id))) return "expected ids of 1 to 32 letters, digits, _ . and -";
  const isSecret = (secret: unknown) =>
    typeof secret === "string" && secret.length >= 32 && secret.length <= 1_024;
  return secrets.every(isSecret) ? undefined : "expected secrets of 32 to 1,024 characters";
}

export const encryptionSchema = z
  .strictObject({ keys, current: z.string() })
  .refine(({ keys, current }) => Object.hasOwn(keys, current), {
    path: ["current"],
    error: "expected the id of one of the keys",
  });

/** Keys as one text, for environment variables: `2026-11:SECRET,2026-05:SECRET`. The first key is the current one. */
export const encryptionKeysText = z.string().transform((text, context) => {
  const settings = settingsOf(text);
  if (settings !== undefined) return settings;
  context.addIssue({
    code: "custom",
    message: `expected 1 to ${MOST_KEYS} keys such as 2026-11:SECRET, with commas between them; an id has 1 to 32 letters, digits, _ . and -, a secret 32 characters or more`,
  });
  return z.NEVER;
});

function settingsOf(text: string): EncryptionSettings | undefined {
  const pairs = text.split(",").map((pair) => {
    const [id = "", ...rest] = pair.trim().split(":");
    return [id, rest.join(":")] as const;
  });
  const [first] = pairs;
  const settings = { keys: Object.fromEntries(pairs), current: first?.[0] ?? "" };
  const hasEachOnce = Object.keys(settings.keys).length === pairs.length;
  return hasEachOnce && encryptionSchema.safeParse(settings).success ? settings : undefined;
}
