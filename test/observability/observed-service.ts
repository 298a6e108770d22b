import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { inject } from "vitest";

export interface ServicePlan {
  readonly url: string;
  readonly replicaUrl?: string | undefined;
  readonly namespace: string;
  readonly port: number;
  readonly work: readonly string[];
  readonly mode?: object | undefined;
}

/** Ports of the metrics: of the service, and of its gateway if it has one. */
export interface ServicePorts {
  readonly port: number;
  readonly gatewayPort?: number;
}

/** The program `observed-service`, which runs through several tests. Whoever starts it ends it. */
export interface ObservedService {
  readonly process: ChildProcess;
  /** Rejects with what the program wrote to standard error if it ends before it is ready. */
  readonly ready: Promise<ServicePorts>;
}

export function startService(plan: ServicePlan): ObservedService {
  const child = spawn(
    process.execPath,
    [join(inject("programs"), "observed-service.js"), JSON.stringify(plan)],
    {
      stdio: ["pipe", "pipe", "pipe"],
    },
  );
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const ready = new Promise<ServicePorts>((resolve, reject) => {
    createInterface(child.stdout).on("line", (line) => resolve(JSON.parse(line)));
    child.on("close", (code) => reject(new Error(`the service ended with ${code}: ${errors}`)));
  });
  return { process: child, ready };
}
