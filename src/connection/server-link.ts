import type { Command, Reply, SendOptions } from "../executor.js";
import type { ResolvedConnectOptions } from "../options/index.js";
import { resolveEndpoint } from "./endpoint.js";
import type { Handshake, ServerIdentity } from "./handshake.js";
import { Wire } from "./wire.js";
import { WireSender } from "./wire-sender.js";

/** One connection by itself, for the few questions that need no pool: to a Sentinel, to the first node of a cluster. */
export class ServerLink {
  private constructor(
    private readonly wire: Wire,
    private readonly sender: WireSender,
  ) {}

  /** @throws OctavecError `CONNECTION_FAILED`, `NOT_AUTHORIZED`, `UNSUPPORTED_SERVER`. */
  static async open(
    options: ResolvedConnectOptions,
    handshake: Handshake,
    signal?: AbortSignal,
  ): Promise<ServerLink> {
    const { clientName, connectTimeoutMs, commandTimeoutMs } = options;
    const wireOptions = { endpoint: resolveEndpoint(options), clientName, connectTimeoutMs, handshake };
    const wire = await Wire.open(wireOptions, () => {}, signal);
    return new ServerLink(wire, new WireSender(commandTimeoutMs, () => wire.destroy()));
  }

  get identity(): ServerIdentity {
    return this.wire.identity;
  }

  /** False once the connection was lost or closed; it does not come back. */
  get usable(): boolean {
    return this.wire.usable;
  }

  /** A server that leaves a question unanswered is left: the link ends with the `TIMEOUT`. */
  send(command: Command, options: SendOptions = {}): Promise<Reply> {
    return this.sender.send(this.wire, command, options);
  }

  close(): void {
    this.wire.destroy();
  }
}
