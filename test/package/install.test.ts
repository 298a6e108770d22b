import { describe, expect, inject, onTestFinished, test } from "vitest";
import { installOrSkip, userProject } from "../helpers/user-project.js";
import { entryPoints } from "./entry-points.js";

/** What people have beside the package; no version of it may keep `npm install` from succeeding. */
const COMPANIES: readonly (readonly string[])[] = [
  [],
  ["redis@4"],
  ["redis@5"],
  ["redis@6"],
  ["zod@3"],
  ["zod@4"],
  ["testcontainers@10"],
  ["testcontainers@12"],
  ["rate-limiter-flexible@5"],
  ["@qdrant/js-client-rest@1.9"],
];

/** Says on one line what each entry point exports, by `import` and by `require`. */
const PROBE = `
const { createRequire } = await import("node:module");
const require = createRequire(import.meta.url);
for (const specifier of process.argv.slice(2)) {
  const [imported, required] = [Object.keys(await import(specifier)).length, Object.keys(require(specifier)).length];
  console.log(specifier, imported > 0 && required >= imported);
}
`;

/** An old client installs, and the first use of it says which one is needed. */
const QDRANT_PROBE = `
import { QdrantSource } from "octavec/migration";
const source = new QdrantSource({ url: "http://127.0.0.1:9", collection: "old" });
try {
  await source.describe();
} catch ({ code, message }) {
  console.log(code, message);
}
`;

/** The first call of a collection whose text has a language says what it needs. */
const STEMMER_PROBE = `
import { VectorRepository } from "octavec";
const place = { namespace: "n", collection: "c", dimension: 2 };
const docs = new VectorRepository({}, { ...place, text: { field: "body", language: "en" } });
try {
  await docs.search({ text: "invoice" });
} catch ({ code, message }) {
  console.log(code, message);
}
`;

describe("npm install", { timeout: 180_000 }, () => {
  const cases = COMPANIES.map((company) => ({ company, names: company.join(", ") || "nothing" }));
  test.for(cases)("beside $names goes through, and every entry point loads", async ({ company }, context) => {
    const project = userProject();
    onTestFinished(() => project.remove());
    if (company.length > 0) await installOrSkip(project, context, ...company);
    await installOrSkip(project, context, inject("tarball"));
    project.write("probe.mjs", PROBE);
    const specifiers = entryPoints();
    const printed = await project.node("probe.mjs", ...specifiers);
    expect(printed.trim().split("\n")).toEqual(specifiers.map((specifier) => `${specifier} true`));
    expect(await project.npx("octavec", "calibrate", "--help")).toContain("octavec calibrate --collection");
    project.write("stemmer.mjs", STEMMER_PROBE);
    expect(await project.node("stemmer.mjs")).toMatch(/^MISSING_DEPENDENCY .*npm install @orama\/stemmers/);
    if (!company.some((name) => name.startsWith("@qdrant/"))) return;
    project.write("qdrant.mjs", QDRANT_PROBE);
    expect(await project.node("qdrant.mjs")).toMatch(
      /^MISSING_DEPENDENCY .*npm install @qdrant\/js-client-rest@\^1\.17/,
    );
  });
});
