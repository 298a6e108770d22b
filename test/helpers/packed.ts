import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { TestProject } from "vitest/node";
import { packPackage } from "../../scripts/checks/packed-package.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** The package as it would be published. */
    tarball: string;
  }
}

/** Builds and packs the package once for the run. */
export default function setup(project: TestProject): () => void {
  const root = resolve(import.meta.dirname, "../..");
  const folder = mkdtempSync(join(tmpdir(), "octavec-packed-"));
  execFileSync("npm", ["run", "--silent", "build"], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  project.provide("tarball", packPackage(root, folder).tarball);
  return () => rmSync(folder, { recursive: true, force: true });
}
