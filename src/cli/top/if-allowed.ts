import { isOctavecError } from "../../index.js";

/** What was read, or undefined if the user may not read it, or the server does not know the command. */
export async function ifAllowed<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isOctavecError(error, "NOT_AUTHORIZED") || isOctavecError(error, "UNSUPPORTED_COMMAND"))
      return undefined;
    throw error;
  }
}
