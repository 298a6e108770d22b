/** Invalid arguments, or input that does not match them. The message is for the user of the command line. */
export class UsageError extends Error {}
