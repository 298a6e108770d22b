import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { REDIS_IMAGE } from "../../../src/testing/testcontainers-way.js";

const compose = await readFile(new URL("../../../docker-compose.redis8.yml", import.meta.url), "utf8");

test("Testcontainers starts the image that the compose file names", () => {
  const images = [...compose.matchAll(/^\s*image:\s*(redis:\S+)\s*$/gm)].map(([, image]) => image);
  expect(images).toEqual([REDIS_IMAGE]);
});

test("the image is pinned to a patch release that has the security fixes of August 2026", () => {
  const version = /^redis:8\.(\d+)\.(\d+)$/.exec(REDIS_IMAGE);
  const firstFixedPatch: Readonly<Record<string, number>> = { 2: 9, 4: 6, 6: 6, 8: 2, 10: 1 };
  expect(version).not.toBeNull();
  expect(Number(version?.[2])).toBeGreaterThanOrEqual(firstFixedPatch[version?.[1] ?? ""] ?? Number.NaN);
});

test("the compose file lets nobody in from outside and drops no key when memory runs out", () => {
  expect(compose).toMatch(/- 127\.0\.0\.1:6379:6379/);
  expect(compose).toMatch(/- --maxmemory-policy\n\s+- noeviction/);
});

test("every setting of the compose file has a comment that says why", () => {
  const lines = compose.split("\n");
  const bare = lines.filter((line, index) => {
    const isSetting =
      /^ {4}\w[\w_]*:|^ {6}(- --|\w+:)/.test(line) && !/^ {4}(command|ports|volumes):$/.test(line);
    return isSetting && !/^\s*#/.test(lines[index - 1] ?? "");
  });
  expect(bare).toEqual([]);
});
