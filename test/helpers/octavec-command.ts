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
