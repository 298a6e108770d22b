import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { parseMigrateArgs } from "../../scripts/migrate/args.js";
import { runMigrate } from "../../scripts/migrate/run-migrate.js";

const ROOT = join(import.meta.dirname, "../..");

/** One command in this process, with `--json`. @returns exit code and what it printed. */
export async function migrateCommand(from: "qdrant" | "redisearch", ...flags: string[]) {
  const options = parseMigrateArgs(from, [...flags, "--json"]);
  if (options === "help") throw new Error("no help was asked for");
  const printed: string[] = [];
  const exit = await runMigrate(options, new AbortController().signal, (text) => printed.push(text));
  expect(printed).toHaveLength(1);
  return { exit, result: JSON.parse(printed[0] ?? "") };
}

/** The same as a program of its own, killed when the test ends. */
export function migrateProgram(from: "qdrant" | "redisearch", flags: readonly string[], env = process.env) {
  const script = join(ROOT, "scripts", `migrate-from-${from}.ts`);
  const child = spawn(process.execPath, ["--import", "tsx", script, ...flags], { cwd: ROOT, env });
  onTestFinished(() => void child.kill("SIGKILL"));
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<{ code: number | NodeJS.Signals | null; stdout: string; stderr: string }>(
    (resolve) => {
      child.on("close", (code, signal) => resolve({ code: code ?? signal, stdout, stderr }));
    },
  );
  return { ended, kill: () => child.kill("SIGKILL") };
}
