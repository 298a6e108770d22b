import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { inject, onTestFinished } from "vitest";

export interface ChildProgram {
  readonly process: ChildProcess;
  /** What it has printed so far, each line parsed as JSON. */
  readonly lines: unknown[];
  /** Resolves with the exit code, or the signal that ended it, when all of its output was read. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  /** What it wrote to standard error. */
  readonly errors: () => string;
}

/** Starts a program of test/helpers/programs (`"run-backfill"`) with one JSON argument. It is killed when the test ends. */
export function startProgram(
  name: string,
  argument: unknown,
  onLine: (line: unknown, child: ChildProcess) => void = () => {},
): ChildProgram {
  const child = spawn(process.execPath, [join(inject("programs"), `${name}.js`), JSON.stringify(argument)], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines: unknown[] = [];
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  createInterface(child.stdout).on("line", (text) => {
    const line: unknown = JSON.parse(text);
    lines.push(line);
    onLine(line, child);
  });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.on("close", (code, signal) => resolve(code ?? signal));
  });
  return { process: child, lines, ended, errors: () => errors };
}
