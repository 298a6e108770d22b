import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { countTests, type TestCounts } from "../../scripts/checks/test-counts.js";

const ROOT = resolve(import.meta.dirname, "../..");

export interface VitestRun {
  /** The project of test/vitest.config.ts. */
  readonly project: string;
  /** What lines about failures call this run. Default: the project. */
  readonly name?: string;
  /** Further words of the command line. */
  readonly args?: readonly string[];
  /** The Node to run on, and for what the tests start. Default: this one. */
  readonly node?: string;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs one project of the tests, which print what they do, and counts them. */
export async function runVitest({
  project,
  name = project,
  args = [],
  node,
  env = {},
}: VitestRun): Promise<TestCounts> {
  const folder = mkdtempSync(join(tmpdir(), "octavec-report-"));
  const report = join(folder, "report.json");
  try {
    const exitCode = await run(
      node ?? process.execPath,
      [
        ...[join(ROOT, "node_modules/vitest/vitest.mjs"), "run", "--config", "test/vitest.config.ts"],
        ...["--project", project, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
        ...args,
      ],
      // Programs that the tests start by name find the same Node.
      { ...process.env, ...(node && { PATH: `${dirname(node)}:${process.env.PATH}` }), ...env },
    );
    return countTests(readIfThere(report), exitCode, name);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { cwd: ROOT, env, stdio: ["ignore", "inherit", "inherit"] });
    child.on("error", fail);
    child.on("close", (code) => done(code ?? 1));
  });
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
