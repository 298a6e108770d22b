/** A command line that cannot be meant, or input that does not fit it; the message is for the person who typed it. */
export class UsageError extends Error {}
