import { findDockerEngine } from "../../src/testing/docker-engine.js";

/** Whether a Docker engine answers; where none does, the reason is printed and the suite that asks is skipped. */
export async function dockerOrSkip(what: string): Promise<boolean> {
  try {
    await findDockerEngine(process.env);
    return true;
  } catch (error) {
    console.warn(`Skipped: ${what}: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}
