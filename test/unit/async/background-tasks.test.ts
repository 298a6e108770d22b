import { expect, it } from "vitest";
import { BackgroundFailures } from "../../../src/async/background-failures.js";
import { BackgroundTasks } from "../../../src/async/background-tasks.js";
import { type BackgroundFailure, OctavecError } from "../../../src/errors/index.js";

function open(limit: number) {
  const told: BackgroundFailure[] = [];
  const failures = new BackgroundFailures((failure) => told.push(failure));
  return { tasks: new BackgroundTasks(limit, failures), failures, told };
}

it("takes on no more than its limit at a time, and more when there is room again", async () => {
  const { tasks } = open(2);
  let finish = () => {};
  const first = new Promise<void>((done) => {
    finish = done;
  });
  expect(tasks.run("store", () => first)).toBe(true);
  expect(tasks.run("store", async () => first)).toBe(true);
  expect(tasks.run("store", async () => {})).toBe(false);
  finish();
  await expect.poll(() => tasks.isFull).toBe(false);
  expect(tasks.run("store", async () => {})).toBe(true);
});

it("a task that fails, or throws at once, is reported with its job and code and is no unhandled rejection", async () => {
  const { tasks, failures, told } = open(3);
  const error = new OctavecError("NOT_AUTHORIZED", "no");
  tasks.run("repair", async () => Promise.reject(error));
  tasks.run("repair", async () => Promise.reject(error));
  tasks.run("lease", () => {
    throw new TypeError("at once");
  });
  await expect.poll(() => told.length).toBe(3);
  expect(told).toContainEqual({ job: "repair", code: "NOT_AUTHORIZED", error });
  expect(failures.counts).toEqual({ repair: { NOT_AUTHORIZED: 2 }, lease: { TypeError: 1 } });
});

it("closing aborts what is under way, waits for its end and takes on nothing more", async () => {
  const { tasks, failures } = open(2);
  let isOver = false;
  tasks.run("refresh", (signal) => {
    return new Promise((done) => {
      signal.addEventListener("abort", () => {
        isOver = true;
        done(undefined);
      });
    });
  });
  await tasks.close();
  expect(isOver).toBe(true);
  expect(tasks.run("refresh", async () => {})).toBe(false);
  expect(failures.counts).toEqual({});
});

it("a task that closing aborted is not reported; one that fails by itself meanwhile is", async () => {
  const { tasks, failures } = open(3);
  const whenAborted = (signal: AbortSignal, error: () => unknown) =>
    new Promise((_, fail) => signal.addEventListener("abort", () => fail(error())));
  tasks.run("refresh", (signal) => whenAborted(signal, () => signal.reason));
  tasks.run("refresh", (signal) => whenAborted(signal, () => new OctavecError("ABORTED", "ended")));
  tasks.run("store", (signal) => whenAborted(signal, () => new OctavecError("CONNECTION_LOST", "gone")));
  await tasks.close();
  expect(failures.counts).toEqual({ store: { CONNECTION_LOST: 1 } });
});

it("a listener that throws does not stop the counting", async () => {
  const failures = new BackgroundFailures(() => {
    throw new Error("a bug of the listener");
  });
  failures.report("sweep", "no error at all");
  failures.report("sweep", new Error("no"));
  expect(failures.counts).toEqual({ sweep: { unknown: 1, Error: 1 } });
});
