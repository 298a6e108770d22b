import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { migrateFrom } from "../../src/cli/commands/migrate.js";
import type { MigrateOptions, MigrateSource } from "../../src/cli/migrate/migrate-flags.js";
import { runMigrate } from "../../src/cli/migrate/run-migrate.js";

const ROOT = join(import.meta.dirname, "../..");

/** What the command makes of these arguments. Nothing is run. */
export async function migrateOptions(
  from: MigrateSource,
  args: readonly string[],
): Promise<MigrateOptions | undefined> {
  let parsed: MigrateOptions | undefined;
  const command = migrateFrom(from, async (options) => {
    parsed = options;
  });
  command.exitOverride().configureOutput({ writeErr: () => {} });
  await command.parseAsync([...args], { from: "user" });
  return parsed;
}

/** One command in this process, with `--json`. @returns exit code and what it printed. */
export async function migrateCommand(from: MigrateSource, ...flags: string[]) {
  const options = await migrateOptions(from, [...flags, "--json"]);
  if (options === undefined) throw new Error("nothing was asked for");
  const printed: string[] = [];
  const isRight = await runMigrate(options, new AbortController().signal, (text) => printed.push(text));
  expect(printed).toHaveLength(1);
  return { exit: isRight ? 0 : 2, result: JSON.parse(printed[0] ?? "") };
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
