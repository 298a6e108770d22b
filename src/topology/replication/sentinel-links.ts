import { ServerLink } from "../../connection/index.js";
import { isOctavecError, OctavecError } from "../../errors/index.js";
import type { Command, Reply } from "../../executor.js";
import type { ResolvedConnectOptions, ServerAddress } from "../../options/index.js";
import { labelOf } from "../nodes/node-address.js";

type SentinelOptions = NonNullable<ResolvedConnectOptions["sentinel"]>;

/** A Sentinel that does not answer for so long is passed over for the next one. */
const ANSWER_TIMEOUT_MS = 1_000;

/** One connection to each Sentinel that is asked, kept for the next question. */
export class SentinelLinks {
  readonly #links = new Map<string, ServerLink>();
  readonly #stop = new AbortController();
  readonly #options: ResolvedConnectOptions;
  /** The one that answered last is asked first. */
  #nodes: readonly ServerAddress[];

  constructor(options: ResolvedConnectOptions, sentinel: SentinelOptions) {
    const { username, password, tls = options.url.startsWith("rediss:") } = sentinel;
    this.#nodes = sentinel.nodes;
    // Nothing of the data servers' URL: its credentials are not for Sentinels.
    this.#options = {
      ...options,
      url: tls ? "rediss://sentinel" : "redis://sentinel",
      username,
      password,
      credentials: undefined,
      database: 0,
    };
  }

  /**
   * Asks one Sentinel after the other until one gives an answer that will do.
   *
   * @param read - Makes of a reply what is wanted, or throws why it will not do.
   * @throws OctavecError `CONNECTION_FAILED` with what each of them said, `NOT_AUTHORIZED` when none lets us in.
   */
  async ask<T>(command: Command, read: (reply: Reply, sentinel: string) => T | Promise<T>): Promise<T> {
    const problems: unknown[] = [];
    for (const node of this.#nodes) {
      const label = labelOf(node);
      try {
        const link = await this.#linkTo(node, label);
        const answer = await read(await link.send(command, { timeoutMs: ANSWER_TIMEOUT_MS }), label);
        this.#nodes = [node, ...this.#nodes.filter((other) => other !== node)];
        return answer;
      } catch (error) {
        problems.push(error);
        if (this.#stop.signal.aborted) break;
      }
    }
    // Waiting does not help against a wrong password.
    if (problems.every((problem) => isOctavecError(problem) && !problem.retryable)) throw problems[0];
    const said = problems.map((problem) => (problem instanceof Error ? problem.message : String(problem)));
    throw new OctavecError(
      "CONNECTION_FAILED",
      `No Sentinel named a usable primary; nothing was sent. ${said.join(" ")}`,
      {
        cause: problems[0],
        details: { sentinels: said },
      },
    );
  }

  close(): void {
    this.#stop.abort();
    for (const link of this.#links.values()) link.close();
  }

  async #linkTo({ host, port }: ServerAddress, label: string): Promise<ServerLink> {
    const known = this.#links.get(label);
    if (known?.usable) return known;
    const url = `${this.#options.url.split("//")[0]}//${labelOf({ host, port })}`;
    // A host that swallows packets must not keep the others from being asked.
    const connectTimeoutMs = Math.min(this.#options.connectTimeoutMs, ANSWER_TIMEOUT_MS);
    const options = { ...this.#options, url, connectTimeoutMs };
    const link = await ServerLink.open(options, { sentinel: true }, this.#stop.signal);
    this.#links.set(label, link);
    if (this.#stop.signal.aborted) link.close();
    return link;
  }
}
