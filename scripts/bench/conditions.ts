import { cpus, totalmem } from "node:os";

/** What a figure needs beside it to be worth anything. */
export interface Conditions {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly node: string;
  readonly redisVersion: string;
  readonly redisSource: string;
  readonly seed: number;
  readonly rounds: number;
}

export function conditionsOf(
  redis: { version: string; source: string },
  run: { seed: number; rounds: number },
): Conditions {
  const processors = cpus();
  return {
    cpu: processors[0]?.model ?? "unknown",
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    redisVersion: redis.version,
    redisSource: redis.source,
    ...run,
  };
}
