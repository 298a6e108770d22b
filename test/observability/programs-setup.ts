import type { TestProject } from "vitest/node";
import { messageOf } from "../../src/errors/index.js";
import { debianPackages } from "../helpers/debian-packages.js";

declare module "vitest" {
  interface ProvidedContext {
    /** Folder with Debian's `prometheus`, `promtool` and `prometheus-redis-exporter`; empty if this machine can have none. */
    prometheusFolder: string;
  }
}

/** Finds the real Prometheus for these tests. Without it they are skipped, and the reason is printed. */
export default async function setup(project: TestProject): Promise<void> {
  try {
    const root = await debianPackages("debian-prometheus", ["prometheus", "prometheus-redis-exporter"]);
    project.provide("prometheusFolder", `${root}/usr/bin`);
  } catch (error) {
    console.warn(`Skipped: tests with the real Prometheus: ${messageOf(error)}`);
    project.provide("prometheusFolder", "");
  }
}
