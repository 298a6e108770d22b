/** One finding of a check: where, which rule is broken, and what to do about it. */
export interface Problem {
  /** Path from the repository root, with `/`. */
  file: string;
  /** 1 is the first line. */
  line: number;
  rule: string;
  mend: string;
}

function formatProblem({ file, line, rule, mend }: Problem): string {
  return `${file}:${line}  ${rule}\n    mend: ${mend}`;
}

/** Ends a check command: prints every problem, or one line that says what was looked at, and sets the exit code. */
export function finishCheck(name: string, problems: readonly Problem[], lookedAt: string): void {
  if (problems.length === 0) {
    console.log(`${name}: ${lookedAt}, no problem`);
    return;
  }
  for (const problem of problems) console.error(formatProblem(problem));
  console.error(`\n${name}: ${lookedAt}, ${problems.length} problem${problems.length === 1 ? "" : "s"}`);
  process.exitCode = 1;
}
