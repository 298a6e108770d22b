import { startRedis8 } from "../../src/testing/index.js";

/**
 * The way to a server that runs as a process of this machine, for tests that kill, freeze and count processes and look
 * at them through /proc. Where there is none (Docker only, no Linux), such tests are skipped and the reason is printed;
 * in CI that is a failure.
 */
export async function findLocalSource(): Promise<"path" | "debian" | undefined> {
  const reasons: string[] = process.platform === "linux" ? [] : [`no /proc on ${process.platform}`];
  for (const source of ["path", "debian"] as const) {
    if (process.platform !== "linux") break;
    try {
      const redis = await startRedis8({ source });
      await redis.stop();
      return source;
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  const reason = `no redis-server can be watched as a process of this machine: ${reasons.join("; ")}`;
  if (process.env.CI) throw new Error(reason);
  console.warn(`Skipped: ${reason}`);
  return undefined;
}
