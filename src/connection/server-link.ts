import type { Command, Reply, SendOptions } from "../executor.js";
import type { ResolvedConnectOptions } from "../options/index.js";
import { resolveEndpoint } from "./endpoint.js";
import type { Handshake, ServerIdentity } from "./handshake.js";
import { ReplyWait } from "./reply-wait.js";
import { Wire } from "./wire.js";

/** One connection by itself, for the few questions that need no pool: to a Sentinel, to the first node of a cluster. */
export class ServerLink {
  private constructor(
    private readonly wire: Wire,
    private readonly timeoutMs: number,
  ) {}

  /** @throws OctavecError `CONNECTION_FAILED`, `NOT_AUTHORIZED`, `UNSUPPORTED_SERVER`. */
  static async open(
    options: ResolvedConnectOptions,
    handshake: Handshake,
    signal?: AbortSignal,
  ): Promise<ServerLink> {
    const { clientName, connectTimeoutMs, commandTimeoutMs } = options;
    const wireOptions = { endpoint: resolveEndpoint(options), clientName, connectTimeoutMs, handshake };
    return new ServerLink(await Wire.open(wireOptions, () => {}, signal), commandTimeoutMs);
  }

  get identity(): ServerIdentity {
    return this.wire.identity;
  }

  /** False once the connection was lost or closed; it does not come back. */
  get usable(): boolean {
    return this.wire.usable;
  }

  /** A server that leaves a question unanswered is left: the link ends with the `TIMEOUT`. */
  send(command: Command, { signal, timeoutMs = this.timeoutMs }: SendOptions = {}): Promise<Reply> {
    return new Promise((resolve, reject) => {
      new ReplyWait(resolve, reject).begin(this.wire, command, { timeoutMs, signal }, () => this.close());
    });
  }

  close(): void {
    this.wire.destroy();
  }
}
