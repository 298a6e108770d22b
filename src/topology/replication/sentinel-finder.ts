import { ServerLink } from "../../connection/index.js";
import type { Reply } from "../../executor.js";
import type { AddressMap, ResolvedConnectOptions, ServerAddress } from "../../options/index.js";
import { addressReader, labelOf, optionsFor } from "../nodes/node-address.js";
import type { PrimaryFinder } from "./primary-finder.js";
import { SentinelLinks } from "./sentinel-links.js";

/** States in which a Sentinel's replica answers nobody, or answers from before. */
const UNFIT = /s_down|o_down|disconnected/;

/**
 * The primary is whom a Sentinel names and who says of itself that it is one: for a moment after a failover Sentinels name
 * the old one (https://redis.io/docs/latest/develop/reference/sentinel-clients/).
 */
export class SentinelFinder implements PrimaryFinder {
  readonly #links: SentinelLinks;
  readonly #name: string;

  constructor(
    private readonly options: ResolvedConnectOptions,
    sentinel: NonNullable<ResolvedConnectOptions["sentinel"]>,
  ) {
    this.#links = new SentinelLinks(options, sentinel);
    this.#name = sentinel.name;
  }

  findPrimary(trusted: ServerAddress | undefined): Promise<ServerAddress> {
    return this.#links.ask(["SENTINEL", "GET-MASTER-ADDR-BY-NAME", this.#name], async (reply, sentinel) => {
      const [host, port] = Array.isArray(reply) ? reply : [];
      if (typeof host !== "string") throw new Error(`${sentinel} knows nobody by the name ${this.#name}.`);
      const address = addressReader(host, this.options.addressMap)(host, Number(port));
      if (trusted === undefined || labelOf(trusted) !== labelOf(address))
        await this.#verify(address, sentinel);
      return address;
    });
  }

  findReplicas(): Promise<readonly ServerAddress[]> {
    return this.#links.ask(["SENTINEL", "REPLICAS", this.#name], (reply) =>
      readReplicaStates(reply, this.options.addressMap),
    );
  }

  close(): void {
    this.#links.close();
  }

  /** Asks the server itself, on a new connection: what older connections said of its role may be out of date. */
  async #verify(address: ServerAddress, sentinel: string): Promise<void> {
    const label = labelOf(address);
    const link = await ServerLink.open(optionsFor(this.options, address), {}).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`${sentinel} names ${label}, but: ${reason}`, { cause: error });
    });
    link.close();
    if (link.identity.role === "master") return;
    throw new Error(`${sentinel} names ${label}, which says that it is a ${link.identity.role}.`);
  }
}

/** Reads the reply of `SENTINEL REPLICAS`: a list of maps, each of them one replica's state. */
export function readReplicaStates(reply: Reply, addressMap: AddressMap | undefined): ServerAddress[] {
  if (!Array.isArray(reply)) return [];
  return reply.flatMap((state: Reply) => {
    const fields = new Map<string, string>();
    if (!Array.isArray(state)) return [];
    for (let i = 0; i + 1 < state.length; i += 2) fields.set(String(state[i]), String(state[i + 1]));
    const [host = "", port] = [fields.get("ip"), fields.get("port")];
    const isFit = !UNFIT.test(fields.get("flags") ?? "") && fields.get("master-link-status") === "ok";
    return isFit && host !== "" ? [addressReader(host, addressMap)(host, Number(port))] : [];
  });
}
