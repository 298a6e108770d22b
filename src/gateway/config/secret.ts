import { OctavecError } from "../../errors/index.js";
import { type EncryptionSettings, encryptionKeysText } from "../../options/index.js";

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The secret in an environment variable.
 *
 * @param place - Where the configuration names the variable, such as `admin.keyEnv`.
 * @throws OctavecError `INVALID_OPTIONS` if the variable is not set, or is empty.
 */
export function secretOf(environment: Environment, variable: string, place: string): string {
  const secret = environment[variable];
  if (secret !== undefined && secret !== "") return secret;
  throw new OctavecError(
    "INVALID_OPTIONS",
    `Invalid gateway configuration: ${place}: the environment variable ${variable} is not set. Set it to the secret, or take the entry out.`,
    { details: { issues: [{ path: place, problem: "the environment variable is not set" }] } },
  );
}

/**
 * The keys of a cache in an environment variable.
 *
 * @throws OctavecError `INVALID_OPTIONS` if the variable is not set, or has another form. Nothing of it is in the message.
 */
export function encryptionOf(environment: Environment, variable: string, place: string): EncryptionSettings {
  const parsed = encryptionKeysText.safeParse(secretOf(environment, variable, place));
  if (parsed.success) return parsed.data;
  const problem = parsed.error.issues[0]?.message ?? "";
  throw new OctavecError(
    "INVALID_OPTIONS",
    `Invalid gateway configuration: ${place}: the environment variable ${variable}: ${problem}.`,
    { details: { issues: [{ path: place, problem }] } },
  );
}
