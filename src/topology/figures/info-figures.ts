import type { ServerSample } from "../../telemetry/index.js";

/** The sections that {@link figuresOf} reads. They cost the server some microseconds, whatever it holds. */
export const INFO_SECTIONS = ["memory", "stats", "replication", "cpu", "clients"] as const;

/** The figures in a reply of `INFO`. A field that the server does not send is left out. */
export function figuresOf(info: string): Pick<ServerSample, "figures" | "cpu" | "io"> {
  const fields = fieldsOf(info);
  const number = (name: string) => {
    const text = fields.get(name);
    const value = Number(text);
    return text === undefined || text === "" || Number.isNaN(value) ? undefined : value;
  };
  const limit = number("maxmemory");
  const isPrimary = fields.get("role") === "master";
  return {
    figures: {
      serverMemoryUsed: number("used_memory"),
      serverMemoryLimit: limit === 0 ? undefined : limit,
      serverMemoryFragmentation: number("mem_fragmentation_ratio"),
      serverEvictedKeys: number("evicted_keys"),
      serverExpiredKeys: number("expired_keys"),
      serverCommands: number("total_commands_processed"),
      serverClients: number("connected_clients"),
      serverBlockedClients: number("blocked_clients"),
      serverReplicas: isPrimary ? onlineReplicas(fields).length : undefined,
      serverReplicationLag: isPrimary ? lagOf(fields) : undefined,
      serverReplicationLink: isPrimary ? undefined : fields.get("master_link_status") === "up" ? 1 : 0,
    },
    cpu: { user: number("used_cpu_user"), system: number("used_cpu_sys") },
    io: { receive: number("total_net_input_bytes"), transmit: number("total_net_output_bytes") },
  };
}

function fieldsOf(info: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of info.split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0 && !line.startsWith("#")) fields.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return fields;
}

/** The offsets of the replicas that have their first copy: `slave0:ip=…,port=…,state=online,offset=…,lag=…`. */
function onlineReplicas(fields: ReadonlyMap<string, string>): number[] {
  return [...fields].flatMap(([name, value]) => {
    if (!/^slave\d+$/.test(name) || !value.includes("state=online")) return [];
    const offset = /(?:^|,)offset=(\d+)/.exec(value)?.[1];
    return offset === undefined ? [] : [Number(offset)];
  });
}

/** Bytes by which the slowest replica is behind. */
function lagOf(fields: ReadonlyMap<string, string>): number | undefined {
  const written = Number(fields.get("master_repl_offset"));
  const offsets = onlineReplicas(fields);
  if (offsets.length === 0 || Number.isNaN(written)) return undefined;
  return Math.max(0, written - Math.min(...offsets));
}
