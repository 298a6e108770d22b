import { type ChildProcess, spawn } from "node:child_process";

/** One command of a check. */
export interface Step {
  name: string;
  command: string;
  args: readonly string[];
}

export interface StepResult {
  name: string;
  /** `stopped`: under way when another step failed. `not run`: not begun by then. */
  state: "passed" | "failed" | "stopped" | "not run";
  ms: number;
  /** What it wrote to stdout and stderr. */
  output: string;
}

/**
 * Runs the steps in their order, up to `sideBySide` at a time. The first failure stops those under way, with the
 * processes that they started. Ctrl-C stops them, too.
 */
export async function runSteps({
  steps,
  sideBySide,
  folder,
  onPass,
}: {
  steps: readonly Step[];
  sideBySide: number;
  folder: string;
  onPass: (result: StepResult) => void;
}): Promise<StepResult[]> {
  const results = steps.map(({ name }): StepResult => ({ name, state: "not run", ms: 0, output: "" }));
  const children = new Set<ChildProcess>();
  let next = 0;
  let failed = false;

  const stopAll = () => {
    for (const child of children) stop(child);
  };
  const interrupted = () => {
    stopAll();
    process.exit(130);
  };
  process.once("SIGINT", interrupted).once("SIGTERM", interrupted);

  async function runLane(): Promise<void> {
    while (!failed && next < steps.length) {
      const at = next++;
      const step = steps[at]!;
      const result = results[at]!;
      const startedAtMs = performance.now();
      const code = await run(step, folder, children, (text) => {
        result.output += text;
      });
      result.ms = performance.now() - startedAtMs;
      if (failed) {
        result.state = "stopped";
      } else if (code === 0) {
        result.state = "passed";
        onPass(result);
      } else {
        failed = true;
        result.state = "failed";
        stopAll();
      }
    }
  }

  try {
    await Promise.all(Array.from({ length: sideBySide }, runLane));
  } finally {
    process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
  }
  return results;
}

function run(
  { command, args }: Step,
  folder: string,
  children: Set<ChildProcess>,
  onText: (text: string) => void,
): Promise<number | null> {
  return new Promise((done, fail) => {
    // Each in a process group of its own, so that it can be stopped with what it started.
    const child = spawn(command, [...args], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    children.add(child);
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", onText);
    child.on("error", fail);
    child.on("close", (code) => {
      children.delete(child);
      done(code);
    });
  });
}

function stop({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGTERM");
  } catch (error) {
    // It ended by itself meanwhile.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
