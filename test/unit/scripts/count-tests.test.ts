import { expect, test } from "vitest";
import { countTests, listUnsteady } from "../../../scripts/checks/test-counts.js";

const TEST = { status: "passed" };
const LOADED = { status: "passed", assertionResults: [TEST, TEST] };
const UNLOADED = { status: "failed", assertionResults: [] };
const report = (numPassedTests: number, numFailedTests: number, testResults: object[] = [LOADED]) =>
  JSON.stringify({ numPassedTests, numFailedTests, testResults });

test("passed tests are counted", () => {
  expect(countTests(report(7, 0), 0)).toEqual({ passed: 7, failed: 0 });
});

test("failed tests are counted once, and their files are not counted", () => {
  const file = { status: "failed", assertionResults: [TEST, { status: "failed" }] };
  expect(countTests(report(6, 1, [LOADED, file]), 1)).toEqual({ passed: 6, failed: 1 });
});

test("each test file that could not be loaded counts as a failure, in addition to failed tests", () => {
  expect(countTests(report(7, 0, [LOADED, UNLOADED, UNLOADED]), 1)).toEqual({ passed: 7, failed: 2 });
  expect(countTests(report(7, 1, [LOADED, UNLOADED]), 1)).toEqual({ passed: 7, failed: 2 });
});

test("a run that ended with an error counts as one failure if every test passed", () => {
  expect(countTests(report(7, 0), 1)).toEqual({ passed: 7, failed: 1 });
});

test("a run without a report counts as one failure, and so does a run in which every test was skipped", () => {
  expect(countTests("", 1)).toEqual({ passed: 0, failed: 1 });
  expect(countTests(report(0, 0), 0)).toEqual({ passed: 0, failed: 1 });
});

test("a test that passed only at the second try is listed with its first failure", () => {
  const steady = { status: "passed", fullName: "steady", failureMessages: [] };
  const unsteady = {
    status: "passed",
    fullName: "unsteady",
    failureMessages: ["AssertionError: expected 1\n at line 3"],
  };
  const failed = { status: "failed", fullName: "failed", failureMessages: ["no"] };
  const file = { status: "failed", assertionResults: [steady, unsteady, failed] };
  expect(listUnsteady(report(2, 1, [file]))).toEqual(["unsteady: AssertionError: expected 1"]);
  expect(listUnsteady("")).toEqual([]);
});
