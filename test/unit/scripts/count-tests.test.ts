import { expect, test } from "vitest";
import { countTests } from "../../../scripts/checks/test-counts.js";

const TEST = { status: "passed" };
const LOADED = { status: "passed", assertionResults: [TEST, TEST] };
const UNLOADED = {
  name: "broken.test.ts",
  status: "failed",
  message: "no such module\n at",
  assertionResults: [],
};
const report = (numPassedTests: number, numFailedTests: number, testResults: object[] = [LOADED]) =>
  JSON.stringify({ numPassedTests, numFailedTests, testResults });

test("passed tests are counted", () => {
  expect(countTests(report(7, 0), 0, "unit")).toEqual({ passed: 7, failed: 0, trouble: [] });
});

test("failed tests are counted once, their files are not counted, and each is named with its first failure", () => {
  const failure = { status: "failed", fullName: "adds", failureMessages: ["expected 2\n at line 3"] };
  const file = { status: "failed", assertionResults: [TEST, failure] };
  expect(countTests(report(6, 1, [LOADED, file]), 1, "unit")).toEqual({
    passed: 6,
    failed: 1,
    trouble: ["failed: adds: expected 2  at line 3 (unit)"],
  });
});

test("each test file that could not be loaded counts as a failure, in addition to failed tests", () => {
  expect(countTests(report(7, 0, [LOADED, UNLOADED, UNLOADED]), 1, "unit")).toMatchObject({
    passed: 7,
    failed: 2,
  });
  const { failed, trouble } = countTests(report(7, 1, [LOADED, UNLOADED]), 1, "unit");
  expect(failed).toBe(2);
  expect(trouble).toEqual(["failed: broken.test.ts: no such module  at (unit)"]);
});

test("a run that ended with an error counts as one failure if every test passed, and its exit code is named", () => {
  expect(countTests(report(7, 0), 1, "unit")).toEqual({
    passed: 7,
    failed: 1,
    trouble: ["failed: a run outside its tests: 7 passed, exit code 1 (unit)"],
  });
});

test("a run without a report counts as one failure, and so does a run in which every test was skipped", () => {
  expect(countTests("", 1, "unit")).toMatchObject({ passed: 0, failed: 1 });
  expect(countTests(report(0, 0), 0, "unit")).toMatchObject({ passed: 0, failed: 1 });
});

test("a test that passed only at the second try is listed with its first failure", () => {
  const steady = { status: "passed", fullName: "steady", failureMessages: [] };
  const unsteady = {
    ...steady,
    fullName: "unsteady",
    failureMessages: ["AssertionError: expected 1\n at line 3"],
  };
  const file = { status: "passed", assertionResults: [steady, unsteady] };
  expect(countTests(report(2, 0, [file]), 0, "faults").trouble).toEqual([
    "passed only at the second try: unsteady: AssertionError: expected 1  at line 3 (faults)",
  ]);
});
