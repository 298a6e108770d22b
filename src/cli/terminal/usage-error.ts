import { OctavecError } from "../../index.js";

/** Invalid arguments, or input that does not match them. The message is for the user of the command line. */
export class UsageError extends OctavecError {
  constructor(message: string) {
    super("INVALID_ARGUMENT", message);
  }
}
