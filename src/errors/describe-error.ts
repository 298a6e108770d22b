const MOST_LINES = 8;

/** What may be told of an unexpected error in a log. */
export interface DescribedError {
  readonly name: string;
  readonly code?: string | undefined;
  /** Files and lines, the innermost first. */
  readonly at?: readonly string[] | undefined;
}

/** Name, code and place of an error, without its message, which may hold a text of whoever called. */
export function describeError(error: unknown): DescribedError {
  if (!(error instanceof Error)) return { name: typeof error };
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  const at = error.stack
    ?.split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, MOST_LINES)
    .map((line) => line.trim());
  return { name: error.name, code, at };
}
