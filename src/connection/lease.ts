import { OctavecError } from "../errors/index.js";
import type { Capabilities, Command, Executor, Reply, SendOptions, StepResult, Steps } from "../executor.js";
import { changesConnection } from "./check-raw-command.js";
import type { Wire } from "./wire.js";
import type { WireSender } from "./wire-sender.js";

/** Commands that begin something which must have ended before another caller may use the connection, and those that end it. */
const BEGINS = new Set(["WATCH", "MULTI"]);
const ENDS = new Set(["EXEC", "DISCARD", "UNWATCH"]);

/** One connection in the hands of one caller, for as long as its work takes. */
export class Lease implements Executor {
  #ended = false;
  /** A transaction or a watch is open: others must not get this connection. */
  #unfinished = false;
  /** The connection is another one now (SELECT, SUBSCRIBE …), and there is no way back. */
  #changed = false;

  constructor(
    readonly wire: Wire,
    private readonly sender: WireSender,
    readonly capabilities: Capabilities,
  ) {}

  async send(command: Command, options: SendOptions = {}): Promise<Reply> {
    this.#check();
    options.signal?.throwIfAborted();
    this.#follow(command);
    return this.sender.send(this.wire, command, options);
  }

  async pipeline(steps: Steps, options: SendOptions = {}): Promise<StepResult[]> {
    this.#check();
    options.signal?.throwIfAborted();
    for (const step of steps) if (!("transaction" in step)) this.#follow(step);
    return this.sender.pipeline(this.wire, steps, options);
  }

  /**
   * Nothing more can be sent through this lease.
   *
   * @returns whether the connection is as it was and owes no reply; otherwise it must not be given to anybody.
   */
  end(): boolean {
    this.#ended = true;
    return !this.#unfinished && !this.#changed && this.wire.inFlight === 0;
  }

  #check(): void {
    if (!this.#ended) return;
    throw new OctavecError(
      "LEASE_ENDED",
      "This connection was given back when the work it was leased for ended: nothing was sent. Await every command within the work.",
    );
  }

  #follow(command: Command): void {
    const name = String(command[0]).toUpperCase();
    if (BEGINS.has(name)) this.#unfinished = true;
    else if (ENDS.has(name)) this.#unfinished = false;
    else if (changesConnection(command)) this.#changed = true;
  }
}
