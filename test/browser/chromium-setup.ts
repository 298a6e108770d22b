import { existsSync } from "node:fs";
import type { TestProject } from "vitest/node";
import { messageOf } from "../../src/errors/index.js";
import { runProgram } from "../../src/testing/run-program.js";

declare module "vitest" {
  interface ProvidedContext {
    /** Path of Chromium; empty if this machine has none. */
    chromium: string;
  }
}

const CHROMIUM = "/usr/bin/chromium";
const INSTALL_TIMEOUT_MS = 600_000;

/** Finds Chromium for these tests. In CI it is installed if it is missing. Without it they are skipped, and the reason is printed. */
export default async function setup(project: TestProject): Promise<void> {
  const reason = existsSync(CHROMIUM) ? undefined : await install();
  if (reason !== undefined) console.warn(`Skipped: tests in Chromium: ${reason}`);
  project.provide("chromium", reason === undefined ? CHROMIUM : "");
}

/** @returns why it could not be installed. */
async function install(): Promise<string | undefined> {
  if (process.env.CI === undefined) return `there is no ${CHROMIUM}; apt-get install chromium`;
  try {
    const options = { env: process.env, timeoutMs: INSTALL_TIMEOUT_MS };
    await runProgram("apt-get", ["update", "-q"], options);
    await runProgram("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium"], options);
    return undefined;
  } catch (error) {
    return `apt-get could not install it: ${messageOf(error).split("\n")[0]}`;
  }
}
