/** The parts of Vitest's JSON report that are used here. */
interface TestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
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
