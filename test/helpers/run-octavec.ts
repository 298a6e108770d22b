import { vi } from "vitest";
import { octavecMain } from "../../src/cli/octavec-main.js";

/** Runs the program with these arguments in this process. @returns its exit code and what it printed. */
export async function runOctavec(...args: string[]) {
  const out = vi.spyOn(console, "log").mockImplementation(() => {});
  const err = vi.spyOn(console, "error").mockImplementation(() => {});
  try {
    const code = await octavecMain(args, new AbortController().signal);
    return { code, out: out.mock.calls.flat().join("\n"), err: err.mock.calls.flat().join("\n") };
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
}
