import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installPacked, packPackage } from "../../checks/packed-package.js";

/** The package as a user has it after `npm install`. */
export interface InstalledPackage extends Disposable {
  /** Folder whose `node_modules` holds the package and its dependencies. */
  readonly consumer: string;
  readonly packageFiles: number;
  readonly unpackedBytes: number;
}

/** Builds the package in `root` and installs it in a temporary folder. Dispose of the result to remove the folder. */
export function installPackage(root: string): InstalledPackage {
  const consumer = mkdtempSync(join(tmpdir(), "octavec-bench-"));
  const remove = () => rmSync(consumer, { recursive: true, force: true });
  try {
    execFileSync("npm", ["run", "--silent", "build"], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
    const { tarball, files, unpackedBytes } = packPackage(root, consumer);
    installPacked(root, tarball, consumer);
    return { consumer, packageFiles: files.length, unpackedBytes, [Symbol.dispose]: remove };
  } catch (failure) {
    remove();
    throw failure;
  }
}
