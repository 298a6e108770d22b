import { type ChildProcess, spawn } from "node:child_process";

/** One command of a check. */
export interface Step {
  name: string;
  command: string;
  args: readonly string[];
}

export interface StepResult {
  name: string;
  /** When another step failed, a running step is `stopped`, and one that had not started is `not run`. */
  state: "passed" | "failed" | "stopped" | "not run";
  ms: number;
  /** Everything it wrote to stdout and stderr. */
  output: string;
}

/**
 * Runs the steps in order, up to `concurrency` at a time. The first failure stops the running steps and the processes that
 * they started. So does Ctrl-C.
 */
export async function runSteps({
  steps,
  concurrency,
  folder,
  onPass,
}: {
  steps: readonly Step[];
  concurrency: number;
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
    await Promise.all(Array.from({ length: concurrency }, runLane));
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
    // Each step has its own process group, so that it can be stopped together with the processes that it started.
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
    // The step has ended meanwhile.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
