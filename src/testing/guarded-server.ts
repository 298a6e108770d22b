import { type ChildProcess, spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { Socket } from "node:net";
import { createInterface } from "node:readline";
import { GUARD_SCRIPT } from "./guard-script.js";

/** A server process that cannot outlive this one, and does not keep the event loop alive unless somebody waits for it. */
export interface GuardedServer {
  readonly pid: number;
  readonly isRunning: boolean;
  /** Sends a signal to the server; does nothing when it is gone. */
  signal(name: NodeJS.Signals): void;
  /** Resolves when the server is gone, with its exit status (128 + n: ended by signal n). Keeps no event loop alive. */
  readonly ended: Promise<number>;
  /** The same for somebody with nothing else to wait for. */
  waitForEnd(): Promise<number>;
  /** Kills the server if it still runs and removes its folder. Repeating it is harmless. */
  destroy(): Promise<void>;
  /** For a server that is gone: ends the guard and leaves the folder to the next one. */
  handOver(): Promise<void>;
}

export interface LaunchOptions {
  /** Working directory and home of `server.log`; belongs to the guard, which removes it. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Starts a command under guard. Resolves as soon as the process exists; whether it serves is another question. */
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
    // A guard that is gone cannot take our word any more; that is no news worth an unhandled error.
    stdin.on("error", () => {});

    let announceEnd = (_status: number): void => {};
    this.ended = new Promise((resolve) => {
      announceEnd = resolve;
    });
    this.#guardGone = new Promise((resolve) => {
      guard.once("exit", () => {
        // Only when somebody killed the guard itself: its server would stay behind.
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
    // The guard did that already, unless somebody killed it.
    await rm(this.#folder, { recursive: true, force: true });
  }

  async handOver(): Promise<void> {
    this.#guard.stdin?.end("keep\n");
    await this.#whileHeld(this.#guardGone);
  }

  /** Node ends when nothing is left to wait for; a guard counts only while somebody awaits one of its events. */
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
