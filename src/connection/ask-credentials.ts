import { OctavecError } from "../errors/index.js";
import type { Credentials } from "../options/index.js";
import type { Endpoint } from "./endpoint.js";

/**
 * User and password for the next connection: from the provider, asked anew each time, or else the fixed ones.
 *
 * @throws OctavecError `CONNECTION_FAILED` when the provider fails; its error is the cause, not part of the message.
 */
export async function askCredentials(endpoint: Endpoint): Promise<{ username?: string; password?: string }> {
  const { credentials, label, username, password } = endpoint;
  if (credentials === undefined) return withoutUndefined(username, password);
  let answer: unknown;
  try {
    answer = await credentials();
  } catch (cause) {
    throw noCredentials(label, "the credentials provider failed (see cause)", cause);
  }
  if (!isCredentials(answer)) {
    throw noCredentials(
      label,
      "the credentials provider must answer { username?, password }, both non-empty text",
    );
  }
  return withoutUndefined(answer.username ?? username, answer.password);
}

function isCredentials(answer: unknown): answer is Credentials {
  if (typeof answer !== "object" || answer === null || !("password" in answer)) return false;
  const user = "username" in answer ? answer.username : undefined;
  return isText(answer.password) && (user === undefined || isText(user));
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function withoutUndefined(username: string | undefined, password: string | undefined) {
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  };
}

function noCredentials(label: string, problem: string, cause?: unknown): OctavecError {
  return new OctavecError("CONNECTION_FAILED", `Could not connect to ${label}: ${problem}.`, { cause });
}
