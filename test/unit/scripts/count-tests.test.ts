import { expect, test } from "vitest";
import { countTests } from "../../../scripts/checks/test-counts.js";

const TEST = { status: "passed" };
const LOADED = { status: "passed", assertionResults: [TEST, TEST] };
const UNLOADED = { status: "failed", assertionResults: [] };
const report = (numPassedTests: number, numFailedTests: number, testResults: object[] = [LOADED]) =>
  JSON.stringify({ numPassedTests, numFailedTests, testResults });

test("a green run counts its passed tests", () => {
  expect(countTests(report(7, 0), 0)).toEqual({ passed: 7, failed: 0 });
});

test("failed tests are counted once, not again as failed files", () => {
  const file = { status: "failed", assertionResults: [TEST, { status: "failed" }] };
  expect(countTests(report(6, 1, [LOADED, file]), 1)).toEqual({ passed: 6, failed: 1 });
});

test("a test file that could not be loaded counts as a failure each, beside failed tests too", () => {
  expect(countTests(report(7, 0, [LOADED, UNLOADED, UNLOADED]), 1)).toEqual({ passed: 7, failed: 2 });
  expect(countTests(report(7, 1, [LOADED, UNLOADED]), 1)).toEqual({ passed: 7, failed: 2 });
});

test("a run that ended with an error although every test passed counts as one failure", () => {
  expect(countTests(report(7, 0), 1)).toEqual({ passed: 7, failed: 1 });
});

test("a run without a report, and a run in which every test was skipped, count as one failure", () => {
  expect(countTests("", 1)).toEqual({ passed: 0, failed: 1 });
  expect(countTests(report(0, 0), 0)).toEqual({ passed: 0, failed: 1 });
});
