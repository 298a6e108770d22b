import { describe, expect, test } from "vitest";
import type { Reply } from "../../../src/executor.js";
import { RediSearchSource } from "../../../src/migration/index.js";
import { ftInfoReply } from "../../helpers/ft-replies.js";
import { withQueryEngine } from "../../helpers/with-query-engine.js";
import { allOf, RediSearchStage } from "./redisearch-stage.js";

const stage = new RediSearchStage();

describe("an index over JSON", () => {
  const json = (documents: Record<string, unknown>) =>
    withQueryEngine(stage.redis, (command): Reply | undefined => {
      const [name, key = "", ...paths] = command;
      if (name === "FT.INFO") {
        return ftInfoReply(
          stage.indexOver("JSON", {
            fields: [
              {
                path: "$.vec",
                as: "vec",
                type: "VECTOR",
                vector: { type: "FLOAT32", dimension: 2, metric: "L2" },
              },
              { path: "$.meta.lang", as: "lang", type: "TAG" },
              { path: "$.tags[*]", as: "tags", type: "TAG" },
              { path: "$.price", as: "price", type: "NUMERIC" },
            ],
          }),
          2,
        );
      }
      if (name === "SCAN") return ["0", Object.keys(documents).map((one) => Buffer.from(one))];
      if (name === "JSON.GET") {
        const document = documents[key];
        return document === undefined
          ? null
          : typeof document === "string"
            ? document
            : finds(document, paths);
      }
      return undefined;
    });

  /** Evaluates the paths of the index above, in the format in which RedisJSON answers for several paths. */
  function finds(document: unknown, paths: readonly string[]): string {
    const at = (path: string): unknown[] => {
      if (path === "$") return [document];
      let places: unknown[] = [document];
      for (const step of path.slice(2).split(".")) {
        const [key = "", all] = step.split("[");
        places = places.flatMap((place) =>
          typeof place === "object" && place !== null && key in place ? [Reflect.get(place, key)] : [],
        );
        if (all !== undefined) places = places.flat();
      }
      return places;
    };
    return JSON.stringify(Object.fromEntries(paths.map((path) => [path, at(path)])));
  }

  test("is read by its paths, and all other values stay in extra", async () => {
    const executor = json({
      [`${stage.prefix}1`]: {
        vec: [1, 2],
        meta: { lang: "en", source: "web" },
        tags: ["a", "b"],
        price: 9.5,
        deep: { x: [null] },
      },
      [`${stage.prefix}2`]: { vec: [3, 4], meta: { lang: "de" }, price: "cheap" },
      [`${stage.prefix}3`]: { vec: [1, 2, 3] },
      [`${stage.prefix}4`]: { meta: { lang: "de" } },
      [`${stage.prefix}5`]: { vec: [[1, 2]] },
      [`${stage.prefix}6`]: "{broken",
      [`${stage.prefix}7`]: { vec: [1, "2"] },
    });
    const source = new RediSearchSource({ executor, index: "articles" });
    const { records, rejects } = await allOf(source);
    expect(records).toEqual([
      {
        id: `${stage.prefix}1`,
        vector: Float32Array.of(1, 2),
        attributes: { lang: "en", tags: ["a", "b"], price: 9.5 },
        extra: JSON.stringify({ meta: { source: "web" }, tags: ["a", "b"], deep: { x: [null] } }),
      },
      {
        id: `${stage.prefix}2`,
        vector: Float32Array.of(3, 4),
        attributes: { lang: "de" },
        extra: '{"price":"cheap"}',
      },
    ]);
    expect(rejects.map(({ id, code }) => `${id?.at(-1)} ${code}`)).toEqual([
      "3 DIMENSION_MISMATCH",
      "4 INVALID_VECTOR",
      "5 INVALID_VECTOR",
      "6 INVALID_ATTRIBUTES",
      "7 INVALID_VECTOR",
    ]);
    expect(await source.fetch(["gone", `${stage.prefix}2`])).toEqual([null, records[1]]);
    expect(executor.asked.find(([name]) => name === "JSON.GET")).toEqual([
      "JSON.GET",
      `${stage.prefix}1`,
      "$",
      "$.vec",
      "$.meta.lang",
      "$.tags[*]",
      "$.price",
    ]);
    expect(executor.asked.find(([name]) => name === "SCAN")?.slice(-2)).toEqual(["TYPE", "ReJSON-RL"]);
  });
});
