import { execFile } from "node:child_process";

export interface RunOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  readonly cwd?: string;
  readonly signal?: AbortSignal | undefined;
}

const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;
const LINES_IN_ERROR = 3;

/**
 * Runs a program and returns its stdout.
 *
 * @throws a plain error that quotes the end of stderr; the signal's reason if it is aborted.
 */
export function runProgram(program: string, args: readonly string[], options: RunOptions): Promise<string> {
  const { env, timeoutMs, cwd, signal } = options;
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const settings = {
      // The output is parsed and quoted in errors, so it must not depend on the user's language.
      env: { ...env, LC_ALL: "C" },
      timeout: timeoutMs,
      maxBuffer: MAX_OUTPUT_BYTES,
      ...(cwd === undefined ? {} : { cwd }),
      ...(signal === undefined ? {} : { signal }),
    };
    execFile(program, args, settings, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      if (signal?.aborted === true) return reject(signal.reason);
      if (error.code === "ENOENT") return reject(new Error(`${program} was not found`));
      if (error.killed === true) return reject(new Error(`${program} did not end within ${timeoutMs} ms`));
      const complaint = stderr.trim().split("\n").slice(-LINES_IN_ERROR).join(" ");
      reject(
        new Error(
          `${program} failed (${error.code ?? error.signal}): ${complaint || "it printed no reason"}`,
        ),
      );
    });
  });
}
