import { expect, test } from "vitest";
import { closeInOrder } from "../../../src/async/index.js";

test("what others use is closed after all of them, also if closing one of them failed, and the first failure is told", async () => {
  const closed: string[] = [];
  const one = (name: string, error?: Error) => ({
    close: async () => {
      await Promise.resolve();
      closed.push(name);
      if (error !== undefined) throw error;
    },
  });
  const users = [one("a", new Error("first")), one("b"), one("c", new Error("second"))];
  await expect(closeInOrder(users, one("client"))).rejects.toThrow("first");
  expect(closed).toEqual(["a", "b", "c", "client"]);
  await closeInOrder([one("d")], undefined);
  expect(closed.at(-1)).toBe("d");
});
