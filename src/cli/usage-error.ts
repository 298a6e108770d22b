import { OctavecError } from "../errors/index.js";

/** A command line that cannot be meant, or input that does not fit it; the message is for the person who typed it. */
export class UsageError extends OctavecError {
  constructor(message: string) {
    super("INVALID_ARGUMENT", message);
  }
}
