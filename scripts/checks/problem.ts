/** One finding of a check: the place, the broken rule, and how to fix it. */
export interface Problem {
  /** Path from the repository root, with `/`. */
  file: string;
  /** The first line is 1. */
  line: number;
  rule: string;
  fix: string;
}

function formatProblem({ file, line, rule, fix }: Problem): string {
  return `${file}:${line}  ${rule}\n    fix: ${fix}`;
}

/** Ends a check command: prints all problems, or one line with what was checked, and sets the exit code. */
export function finishCheck(name: string, problems: readonly Problem[], checked: string): void {
  if (problems.length === 0) {
    console.log(`${name}: ${checked}, no problem`);
    return;
  }
  for (const problem of problems) console.error(formatProblem(problem));
  console.error(`\n${name}: ${checked}, ${problems.length} problem${problems.length === 1 ? "" : "s"}`);
  process.exitCode = 1;
}
