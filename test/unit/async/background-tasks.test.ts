import { expect, it } from "vitest";
import { BackgroundTasks } from "../../../src/async/background-tasks.js";

it("takes on no more than its limit at a time, and more when there is room again", async () => {
  const tasks = new BackgroundTasks(2);
  let finish = () => {};
  const first = new Promise<void>((done) => {
    finish = done;
  });
  expect(tasks.run(() => first)).toBe(true);
  expect(tasks.run(async () => first)).toBe(true);
  expect(tasks.run(async () => {})).toBe(false);
  finish();
  await expect.poll(() => tasks.isFull).toBe(false);
  expect(tasks.run(async () => {})).toBe(true);
});

it("a task that fails, or throws at once, is nobody's unhandled rejection", async () => {
  const tasks = new BackgroundTasks(2);
  tasks.run(async () => Promise.reject(new Error("no")));
  tasks.run(() => {
    throw new Error("at once");
  });
  await expect.poll(() => tasks.isFull).toBe(false);
});

it("closing tells what is under way, waits for its end and takes on nothing more", async () => {
  const tasks = new BackgroundTasks(2);
  let isOver = false;
  tasks.run(
    (signal) =>
      new Promise((done) => {
        signal.addEventListener("abort", () => {
          isOver = true;
          done(undefined);
        });
      }),
  );
  await tasks.close();
  expect(isOver).toBe(true);
  expect(tasks.run(async () => {})).toBe(false);
});
