import { join } from "node:path";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { compileConsumer } from "../../scripts/checks/consumer-types.js";
import { isOffline, type UserProject, userProject } from "../helpers/user-project.js";
import { entryPoints } from "./entry-points.js";

const VERSIONS = ["5.2", "5.3", "5.4", "5.5", "5.6", "5.7", "5.8", "5.9", "6.0", "7.0"];

describe("the declarations compile in full, from ES modules and CommonJS, under every resolution", {
  timeout: 180_000,
}, () => {
  let project: UserProject;
  let problem: string | undefined;

  beforeAll(async () => {
    project = userProject();
    const compilers = VERSIONS.map((version) => `typescript-${version}@npm:typescript@${version}`);
    try {
      await project.install(inject("tarball"), "@types/node@20", ...compilers);
    } catch (error) {
      if (!isOffline(error)) throw error;
      problem = "the registry cannot be reached";
      console.warn(`Skipped: compilers of other versions: ${problem}`);
    }
    return () => project.remove();
  }, 400_000);

  test.for(VERSIONS)("with TypeScript %s", async (version, context) => {
    if (problem !== undefined) return context.skip(problem);
    const errors = await compileConsumer({
      consumer: project.folder,
      packageName: "octavec",
      specifiers: entryPoints(),
      compiler: join(project.folder, `node_modules/typescript-${version}/bin/tsc`),
      version,
    });
    expect(errors).toEqual([]);
  });
});
