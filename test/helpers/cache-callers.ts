import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { inject } from "vitest";

export interface CallerOrder {
  readonly order: number;
  readonly prompt: string;
  /** How often at the same time. Default 1. */
  readonly calls?: number;
  /** The producer waits for this key of the namespace. */
  readonly gate?: string;
  readonly ending?: "fail" | "not-cacheable";
}

export interface CallerReport {
  readonly order: number;
  readonly answers: readonly {
    response?: string;
    hit?: boolean;
    shared?: boolean | undefined;
    notStored?: string | undefined;
    error?: string;
  }[];
}

/** Another process with a cache of its own on the same keys. */
export class CacheCaller {
  readonly #child: ChildProcess;
  readonly #reports = new Map<number, (report: CallerReport) => void>();
  readonly #ended: Promise<never>;
  #orders = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = new Promise((_, reject) =>
      child.on("exit", (code, signal) => reject(new Error(`the caller ended: ${code ?? signal}`))),
    );
    this.#ended.catch(() => {});
    if (child.stdout === null) throw new Error("no stdout");
    createInterface({ input: child.stdout }).on("line", (line) => {
      const report: CallerReport = JSON.parse(line);
      this.#reports.get(report.order)?.(report);
    });
  }

  /** Returns once it is connected. Tests end it with `kill()`. */
  static async start(url: string, namespace: string, name: string, leaseMs = 10_000): Promise<CacheCaller> {
    const child = spawn(
      process.execPath,
      [join(inject("programs"), "cache-caller.js"), url, namespace, name, String(leaseMs)],
      { stdio: ["pipe", "pipe", "inherit"] },
    );
    const caller = new CacheCaller(child);
    await caller.#reportOf(0);
    return caller;
  }

  async wrap(order: Omit<CallerOrder, "order">): Promise<CallerReport["answers"]> {
    const number = ++this.#orders;
    const report = this.#reportOf(number);
    this.#child.stdin?.write(`${JSON.stringify({ ...order, order: number })}\n`);
    return (await report).answers;
  }

  freeze(): void {
    this.#child.kill("SIGSTOP");
  }

  thaw(): void {
    this.#child.kill("SIGCONT");
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }

  #reportOf(order: number): Promise<CallerReport> {
    const report = new Promise<CallerReport>((resolve) => this.#reports.set(order, resolve));
    return Promise.race([report, this.#ended]);
  }
}
