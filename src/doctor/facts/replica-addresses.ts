export interface ReplicaAddress {
  readonly host: string;
  readonly port: number;
}

export interface FoundReplica extends ReplicaAddress {
  /** `host:port`. */
  readonly name: string;
  readonly isOnline: boolean;
}

/** The replicas that a primary names in INFO. */
export function replicasOf(info: ReadonlyMap<string, string>): FoundReplica[] {
  const replicas: FoundReplica[] = [];
  for (let number = 0; ; number++) {
    const line = info.get(`slave${number}`);
    if (line === undefined) return replicas;
    const fields = new Map(
      line.split(",").map((part) => [part.slice(0, part.indexOf("=")), part.slice(part.indexOf("=") + 1)]),
    );
    const [host, port] = [fields.get("ip") ?? "", Number(fields.get("port"))];
    replicas.push({ host, port, name: `${host}:${port}`, isOnline: fields.get("state") === "online" });
  }
}
