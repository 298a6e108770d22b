/** The parts of Vitest's JSON report that are used here. */
interface TestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults: {
    status: string;
    assertionResults: { status: string; fullName?: string; failureMessages?: string[] }[];
  }[];
}

/** Tests that failed at the first try and passed at the second. CI gives tests with servers a second try. */
export function listUnsteady(report: string): string[] {
  if (report === "") return [];
  const { testResults }: TestReport = JSON.parse(report);
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status, failureMessages = [] }) => status === "passed" && failureMessages.length > 0)
    .map(({ fullName = "", failureMessages = [] }) => `${fullName}: ${failureMessages[0]?.split("\n")[0]}`);
}

export interface TestCounts {
  passed: number;
  failed: number;
}

/**
 * Counts the tests of a run of Vitest from its JSON report (empty if Vitest ended before writing one) and its exit code.
 * These count as one failure each: a file that cannot be loaded, a run that failed outside its tests, and a run without
 * any test.
 */
export function countTests(report: string, exitCode: number): TestCounts {
  const { numPassedTests, numFailedTests, testResults }: TestReport =
    report === "" ? { numPassedTests: 0, numFailedTests: 0, testResults: [] } : JSON.parse(report);
  const unloaded = testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  const failed = numFailedTests + unloaded.length;
  const isBroken = failed === 0 && (exitCode !== 0 || numPassedTests === 0);
  return { passed: numPassedTests, failed: isBroken ? 1 : failed };
}
