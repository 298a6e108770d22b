import { type ChildProcess, spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { Socket } from "node:net";
import { createInterface } from "node:readline";
import { GUARD_SCRIPT } from "./guard-script.js";

/** A server process that ends with this process. It keeps the event loop alive only while a caller waits for it. */
export interface GuardedServer {
  readonly pid: number;
  readonly isRunning: boolean;
  /** Sends a signal to the server. Does nothing if the server has ended. */
  signal(name: NodeJS.Signals): void;
  /** Resolves with the exit status when the server has ended (128 + n: by signal n). Does not keep the event loop alive. */
  readonly ended: Promise<number>;
  /** Like `ended`, but keeps the event loop alive until then. */
  waitForEnd(): Promise<number>;
  /** Kills the server if it still runs and removes its folder. Repeating it is harmless. */
  destroy(): Promise<void>;
  /** After the server has ended: ends the guard and leaves the folder for the next server. */
  handOver(): Promise<void>;
}

export interface LaunchOptions {
  /** Working directory, with `server.log`. The guard removes it. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Starts a command with a guard. Resolves when the process exists, which may be before it answers. */
export async function launchGuarded(
  command: readonly string[],
  { folder, env }: LaunchOptions,
): Promise<GuardedServer> {
  const guard = spawn("/bin/sh", ["-c", GUARD_SCRIPT, "octavec-redis-guard", folder, ...command], {
    cwd: folder,
    env,
    detached: true,
    stdio: ["pipe", "pipe", "ignore"],
  });
  const server = new GuardedProcess(guard, folder);
  await server.waitForStart();
  return server;
}

class GuardedProcess implements GuardedServer {
  readonly #guard: ChildProcess;
  readonly #folder: string;
  readonly #started: Promise<void>;
  readonly ended: Promise<number>;
  readonly #guardGone: Promise<void>;
  #pid = 0;
  #isRunning = false;
  #holders = 0;

  constructor(guard: ChildProcess, folder: string) {
    const { stdin, stdout } = guard;
    if (stdin === null || stdout === null) throw new Error("the guard shell has no pipes");
    this.#guard = guard;
    this.#folder = folder;
    // Writing to a guard that has ended fails, and that does not matter.
    stdin.on("error", () => {});

    let announceEnd = (_status: number): void => {};
    this.ended = new Promise((resolve) => {
      announceEnd = resolve;
    });
    this.#guardGone = new Promise((resolve) => {
      guard.once("exit", () => {
        // The server still runs only if the guard itself was killed.
        this.signal("SIGKILL");
        this.#isRunning = false;
        announceEnd(-1);
        resolve();
      });
    });
    this.#started = new Promise((resolve, reject) => {
      guard.once("error", (cause) =>
        reject(new Error(`cannot start /bin/sh to guard the server: ${cause.message}`)),
      );
      createInterface({ input: stdout }).on("line", (line) => {
        const [word, value] = line.split(" ");
        if (word === "started") {
          this.#pid = Number(value);
          this.#isRunning = true;
          resolve();
        } else if (word === "ended") {
          this.#isRunning = false;
          announceEnd(Number(value));
        }
      });
    });
  }

  get pid(): number {
    return this.#pid;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  async waitForStart(): Promise<void> {
    await this.#whileHeld(Promise.race([this.#started, this.#guardGone]));
    if (this.#pid === 0) throw new Error("the guard shell ended before it had started the server");
  }

  signal(name: NodeJS.Signals): void {
    if (!this.#isRunning) return;
    try {
      process.kill(this.#pid, name);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
    }
  }

  waitForEnd(): Promise<number> {
    return this.#whileHeld(this.ended);
  }

  async destroy(): Promise<void> {
    this.#guard.stdin?.end();
    await this.#whileHeld(this.#guardGone);
    // The guard has removed it already, unless it was killed.
    await rm(this.#folder, { recursive: true, force: true });
  }

  async handOver(): Promise<void> {
    this.#guard.stdin?.end("keep\n");
    await this.#whileHeld(this.#guardGone);
  }

  /** Keeps the event loop alive while a caller waits for an event of the guard, and only then. */
  async #whileHeld<T>(event: Promise<T>): Promise<T> {
    this.#holders++;
    this.#setHeld(true);
    try {
      return await event;
    } finally {
      this.#holders--;
      if (this.#holders === 0) this.#setHeld(false);
    }
  }

  #setHeld(held: boolean): void {
    const { stdin, stdout } = this.#guard;
    for (const part of [this.#guard, stdin, stdout]) {
      if (part === this.#guard || part instanceof Socket) held ? part.ref() : part.unref();
    }
  }
}
