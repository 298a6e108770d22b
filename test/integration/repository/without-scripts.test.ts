import { expect, onTestFinished, test } from "vitest";
import { f } from "../../../src/index.js";
import { collect } from "../../helpers/collect.js";
import { openClient, openCollection } from "../../helpers/collection.js";
import { onEachServer } from "../../helpers/servers.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

onEachServer(({ url }) => {
  /** A client whose user may do everything but what `rules` take away. */
  async function clientWithout(rules: readonly string[]) {
    const admin = await openClient(url);
    const username = uniquePrefix("user");
    await admin.sendCommand(["ACL", "SETUSER", username, "reset", "on", ">hush", "~*", "+@all", ...rules]);
    onTestFinished(async () => {
      await admin.sendCommand(["ACL", "DELUSER", username]);
    });
    return openClient(url, { username, password: "hush" });
  }

  test("a user who may not run scripts can list, and is told which right a change needs", async () => {
    const { docs, place } = await openCollection(url, { dimension: 2 });
    await docs.upsert({ id: "a", vector: [1, 2], attributes: { n: 1 } });
    const before = await docs.get("a");
    const own = (await clientWithout(["-eval", "-evalsha"])).repository({ ...place, dimension: 2 });
    expect(await collect(own.scan({ includeVectors: true }))).toEqual([before]);
    expect(await own.countWhere(f.eq("n", 1))).toBe(1);
    for (const change of [
      () => own.updateAttributes("a", { n: 2 }),
      () => own.updateVector("a", [2, 1]),
      () => own.updateWhere(f.eq("n", 1), { n: 2 }),
      () => own.deleteWhere(f.eq("n", 1)),
    ]) {
      const refused = change();
      await expect(refused).rejects.toMatchObject({ code: "NOT_AUTHORIZED" });
      await expect(refused).rejects.toThrow(/EVALSHA and EVAL.*\+evalsha \+eval/);
    }
    expect(await docs.get("a")).toEqual(before);
  });

  test.each([["-vrem"], ["-hdel"], ["-vadd"], ["-vsetattr"], ["-hset"]])(
    "a script of a user with %s changes a record as a whole or not at all",
    async (...rules) => {
      const { docs, place } = await openCollection(url, { dimension: 2, precision: "float32" });
      await docs.upsert({ id: "a", vector: [1, 2], attributes: { n: 1 } });
      const before = await docs.get("a");
      const own = (await clientWithout(rules)).repository({ ...place, dimension: 2 });
      const allowed: string[] = [];
      const attempts = {
        updateVector: () => own.updateVector("a", [2, 1]),
        updateAttributes: () => own.updateAttributes("a", { n: 2 }),
        deleteWhere: () => own.deleteWhere(f.exists("n")),
      };
      for (const [name, change] of Object.entries(attempts)) {
        await change().then(
          () => allowed.push(name),
          (error: unknown) => expect(error).toMatchObject({ code: "NOT_AUTHORIZED" }),
        );
      }
      const vector = Float32Array.from(allowed.includes("updateVector") ? [2, 1] : [1, 2]);
      const attributes = { n: allowed.includes("updateAttributes") ? 2 : 1 };
      expect(allowed.length).toBeLessThan(3);
      expect(await docs.get("a")).toEqual(
        allowed.includes("deleteWhere") ? undefined : { ...before, vector, attributes },
      );
    },
  );
});
