/** The parts of Vitest's JSON report that are used here. */
interface TestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults: TestFile[];
}

interface TestFile {
  name?: string;
  status: string;
  message?: string;
  assertionResults: { status: string; fullName?: string; failureMessages?: string[] }[];
}

export interface TestCounts {
  passed: number;
  failed: number;
  /** A line for each failure, and for each test that passed only at its second try. */
  trouble: string[];
}

const MOST_CHARACTERS = 1_000;
const NO_REPORT: TestReport = { numPassedTests: 0, numFailedTests: 0, testResults: [] };

/**
 * Counts the tests of a run of Vitest from its JSON report (empty if Vitest ended before writing one) and its exit code.
 * These count as one failure each: a file that cannot be loaded, a run that failed outside its tests, and a run without
 * any test. `of` names the run in the lines about trouble.
 */
export function countTests(report: string, exitCode: number, of: string): TestCounts {
  const { numPassedTests, numFailedTests, testResults }: TestReport =
    report === "" ? NO_REPORT : JSON.parse(report);
  const unloaded = testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  );
  const trouble = [
    ...testResults.flatMap(troubleIn),
    ...unloaded.map(({ name, message }) => `failed: ${name}: ${beginningOf(message)}`),
  ];
  const failed = numFailedTests + unloaded.length;
  const isBroken = failed === 0 && (exitCode !== 0 || numPassedTests === 0);
  if (isBroken)
    trouble.push(`failed: a run outside its tests: ${numPassedTests} passed, exit code ${exitCode}`);
  return {
    passed: numPassedTests,
    failed: isBroken ? 1 : failed,
    trouble: trouble.map((line) => `${line} (${of})`),
  };
}

function troubleIn({ assertionResults }: TestFile): string[] {
  return assertionResults.flatMap(({ status, fullName, failureMessages = [] }) => {
    if (status === "failed") return [`failed: ${fullName}: ${beginningOf(failureMessages[0])}`];
    if (status !== "passed" || failureMessages.length === 0) return [];
    return [`passed only at the second try: ${fullName}: ${beginningOf(failureMessages[0])}`];
  });
}

/** The lines that say what is wrong, with the seed and the counterexample of a property. */
function beginningOf(text = ""): string {
  return text.split("\n", 3).join(" ").slice(0, MOST_CHARACTERS);
}
