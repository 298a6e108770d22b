import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { inject, onTestFinished } from "vitest";

/** Runs the program `octavec`. It is killed when the test ends. */
export function startOctavec(
  args: readonly string[],
  environment: Record<string, string> = {},
  input: "none" | "kept" = "none",
) {
  const child = spawn(process.execPath, [join(inject("programs"), "octavec.js"), ...args], {
    env: { ...process.env, ...environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
  if (input === "none") child.stdin.end();
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines: string[] = [];
  let errors = "";
  createInterface(child.stdout).on("line", (line) => lines.push(line));
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.on("close", (code, signal) => resolve(code ?? signal));
  });
  /** Events that it has printed. */
  const events = () => lines.map((line): Record<string, unknown> => JSON.parse(line));
  return { child, lines, events, ended, errors: () => errors };
}

/** The same for a program that ends by itself: its exit code and all that it printed. */
export function octavecProgram(args: readonly string[], environment: Record<string, string> = {}) {
  const { child, ended, errors } = startOctavec(args, environment);
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  return { child, ended: ended.then((code) => ({ code, stdout, stderr: errors() })) };
}
