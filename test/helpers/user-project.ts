import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { TestContext } from "vitest";

const run = promisify(execFile);

/** A folder as `npm init` leaves it, of somebody who uses the package. */
export interface UserProject {
  readonly folder: string;
  /** `npm install` of these packages, from npm's cache where it has them. */
  install(...packages: string[]): Promise<void>;
  /** Runs Node with these words and gives what it printed. */
  node(...words: string[]): Promise<string>;
  /** Runs a program of an installed package with `npx` and gives what it printed. */
  npx(...words: string[]): Promise<string>;
  write(file: string, text: string): void;
  remove(): void;
}

export function userProject(env: Readonly<Record<string, string>> = {}): UserProject {
  const folder = mkdtempSync(join(tmpdir(), "octavec-user-"));
  const settings = { cwd: folder, env: { ...process.env, ...env }, timeout: 170_000 };
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
  write("package.json", JSON.stringify({ name: "user", version: "1.0.0", private: true }));
  return {
    folder,
    write,
    remove: () => rmSync(folder, { recursive: true, force: true }),
    async install(...packages) {
      const quiet = ["--no-audit", "--no-fund", "--loglevel=error", "--ignore-scripts"];
      await run("npm", ["install", "--prefer-offline", ...quiet, ...packages], settings);
    },
    async node(...words) {
      return (await run(process.execPath, words, settings)).stdout;
    },
    async npx(...words) {
      return (await run("npx", ["--no-install", ...words], settings)).stdout;
    },
  };
}

/** Installs packages in the project. If the registry cannot be reached, the test is skipped and the reason printed. */
export async function installOrSkip(project: UserProject, context: TestContext, ...packages: string[]) {
  try {
    await project.install(...packages);
  } catch (error) {
    if (!isOffline(error)) throw error;
    const reason = "the registry cannot be reached";
    console.warn(`Skipped: ${context.task.name}: ${reason}`);
    context.skip(reason);
  }
}

/** Whether npm failed because nobody answered, which is no fault of the package. */
export function isOffline(error: unknown): boolean {
  return /E(NOTFOUND|AI_AGAIN|CONNREFUSED|CONNRESET|TIMEDOUT|NETUNREACH)|network|ENOTCACHED/.test(
    String(error),
  );
}
