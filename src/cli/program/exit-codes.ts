/** The exit codes of every command. A command stopped by a signal ends with 128 and the number of the signal, so 130 for Ctrl-C. */
export const EXIT_CODES = { done: 0, failed: 1, no: 2 } as const;

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

/** What each code means, for the help and the guide. */
export const EXIT_CODE_MEANINGS: readonly (readonly [code: string, meaning: string])[] = [
  [String(EXIT_CODES.done), "the work is done"],
  [
    String(EXIT_CODES.failed),
    "the work failed, or the input does not fit; standard error says what, with a code",
  ],
  [
    String(EXIT_CODES.no),
    "the work is done, and the answer is no: `doctor` has findings, `migrate … verify` found differences, no threshold reaches the target of `calibrate threshold`, no EF that of `tune`, `explain` finds no hit, `advise` has advice",
  ],
  ["128 + n", "stopped by signal n, so 130 for Ctrl-C"],
];
