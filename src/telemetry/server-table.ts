import type { AttributeRow, MetricRow } from "./rows.js";
import type { ATTRIBUTES } from "./telemetry-table.js";

/** The figures of servers and collections, which `telemetry.serverFigures` switches on. */
export const SERVER_ATTRIBUTES = {
  cpuMode: { key: "cpu.mode", type: "string", meaning: "`user` or `system`" },
  ioDirection: { key: "network.io.direction", type: "string", meaning: "`receive` or `transmit`" },
} as const satisfies Record<string, AttributeRow>;

type ServerAttributeName = keyof typeof SERVER_ATTRIBUTES | keyof typeof ATTRIBUTES;

const OF_SERVER = { attributes: ["address"], sometimes: ["port"] } as const;
const OF_COLLECTION = { attributes: ["collection"] } as const;

export const SERVER_METRICS = {
  serverUp: {
    name: "octavec.server.up",
    instrument: "gauge",
    unit: "{server}",
    meaning: "1 if the server answered the request for its figures, otherwise 0",
    ...OF_SERVER,
  },
  serverMemoryUsed: {
    name: "octavec.server.memory.used",
    instrument: "gauge",
    unit: "By",
    meaning: "`used_memory`",
    ...OF_SERVER,
  },
  serverMemoryLimit: {
    name: "octavec.server.memory.limit",
    instrument: "gauge",
    unit: "By",
    meaning: "`maxmemory`; no value without a limit",
    ...OF_SERVER,
  },
  serverMemoryFragmentation: {
    name: "octavec.server.memory.fragmentation",
    instrument: "gauge",
    unit: "1",
    meaning: "`mem_fragmentation_ratio`: memory of the process by memory in use",
    ...OF_SERVER,
  },
  serverEvictedKeys: {
    name: "octavec.server.evicted_keys",
    instrument: "observed counter",
    unit: "{key}",
    meaning: "keys that Redis deleted because its memory was full; a vector set is one key",
    ...OF_SERVER,
  },
  serverExpiredKeys: {
    name: "octavec.server.expired_keys",
    instrument: "observed counter",
    unit: "{key}",
    meaning: "keys that Redis deleted because their time was over",
    ...OF_SERVER,
  },
  serverCommands: {
    name: "octavec.server.commands",
    instrument: "observed counter",
    unit: "{command}",
    meaning: "commands that the server has run, of all clients",
    ...OF_SERVER,
  },
  serverSlowCommands: {
    name: "octavec.server.slow_commands",
    instrument: "observed counter",
    unit: "{command}",
    meaning: "commands that came into the slow log",
    ...OF_SERVER,
  },
  serverCpuTime: {
    name: "octavec.server.cpu.time",
    instrument: "observed counter",
    unit: "s",
    meaning: "processor time of the server",
    attributes: ["address", "cpuMode"],
    sometimes: ["port"],
  },
  serverNetworkIo: {
    name: "octavec.server.network.io",
    instrument: "observed counter",
    unit: "By",
    meaning: "bytes that the server received and sent",
    attributes: ["address", "ioDirection"],
    sometimes: ["port"],
  },
  serverClients: {
    name: "octavec.server.clients.connected",
    instrument: "gauge",
    unit: "{client}",
    meaning: "connections of all clients",
    ...OF_SERVER,
  },
  serverBlockedClients: {
    name: "octavec.server.clients.blocked",
    instrument: "gauge",
    unit: "{client}",
    meaning: "connections that wait in a command such as BLPOP",
    ...OF_SERVER,
  },
  serverReplicas: {
    name: "octavec.server.replication.replicas",
    instrument: "gauge",
    unit: "{replica}",
    meaning: "of a primary: replicas that are connected and up to date with the first copy",
    ...OF_SERVER,
  },
  serverReplicationLag: {
    name: "octavec.server.replication.lag",
    instrument: "gauge",
    unit: "By",
    meaning:
      "of a primary: bytes that the slowest connected replica has not acknowledged; no value without replicas",
    ...OF_SERVER,
  },
  serverReplicationLink: {
    name: "octavec.server.replication.link_up",
    instrument: "gauge",
    unit: "{link}",
    meaning: "of a replica: 1 if it is connected to its primary, otherwise 0",
    ...OF_SERVER,
  },
  collectionElements: {
    name: "octavec.collection.elements",
    instrument: "gauge",
    unit: "{element}",
    meaning:
      "elements of a collection in `telemetry.serverFigures.collections`; 0 if there is no such collection",
    ...OF_COLLECTION,
  },
  collectionSize: {
    name: "octavec.collection.size",
    instrument: "gauge",
    unit: "By",
    meaning: "memory of its vector set, as `MEMORY USAGE` estimates it",
    ...OF_COLLECTION,
  },
} as const satisfies Record<string, MetricRow<ServerAttributeName>>;
