import { bytesText, timeText, wholeText } from "../terminal/figures.js";
import type { CapacityPlan } from "./plan-capacity.js";

/** The plan as text for people. */
export function formatPlan(plan: CapacityPlan): string {
  const { input, memory, nodes, load, bandwidth, cost, limit } = plan;
  const { parts } = memory;
  const perNode = `${wholeText(nodes.primaries)} ${nodes.primaries === 1 ? "primary" : "primaries"} of ${input.nodeGb} GB`;
  const shards =
    nodes.primaries > 1
      ? `; a collection without shards is one key of one primary, so use shards: ${nodes.primaries} or a multiple, or that many collections`
      : "";
  const rows: [string, string][] = [
    [
      "Elements",
      `${wholeText(input.elements)}, ${input.dimension} dimensions, ${input.quantization}, M ${input.m}, precision ${input.precision}`,
    ],
    [
      "Element",
      `${wholeText(memory.bytesPerElement)} bytes: vector ${parts.vector}, graph and name ${parts.graphAndName}, code ${parts.code}, attributes ${parts.attributes}`,
    ],
    [
      "Memory",
      `${bytesText(memory.usedBytes)} used, ${bytesText(memory.residentBytes)} resident, ${bytesText(memory.allNodesBytes)} with replicas`,
    ],
    ["Nodes", `${perNode}, ${nodes.replicas} replicas${shards}`],
    [
      "Load",
      `${timeText(load.seconds)} at ${wholeText(load.writesPerSecond)} inserts per second; ${timeText(load.restartSeconds)} to load a snapshot`,
    ],
    [
      "Bandwidth",
      `${bytesText(bandwidth.loadBytes)} for the load, ${bytesText(bandwidth.loadReplicationBytes)} to replicas; ${bytesText(bandwidth.searchBytesPerSecond)} per second of searches; ${bytesText(bandwidth.growthBytesPerDay)} per day of growth`,
    ],
    [
      "Cost",
      cost === null
        ? "unknown: give --price, for 1 GB and an hour"
        : `${cost.perHour.toFixed(2)} per hour, ${cost.perMonth.toFixed(2)} per month`,
    ],
    [
      "maxmemory",
      `${bytesText(limit.bytes)}, enough for ${wholeText(limit.elements)} elements; ${limitText(limit)}`,
    ],
  ];
  return [
    ...rows.map(([name, text]) => `${name.padEnd(11)}${text}`),
    "",
    "Formulas",
    ...plan.formulas.map((formula) => `  ${formula}`),
    "",
    "Constants",
    ...plan.constants.map(({ name, value, unit, basis }) => `  ${name} = ${value} ${unit}: ${basis}`),
  ].join("\n");
}

function limitText({ days, date }: CapacityPlan["limit"]): string {
  if (days === null) return "never reached without growth";
  if (days === 0) return "exceeded already";
  return `reached in ${wholeText(days)} days${date === null ? "" : `, on ${date}`}`;
}
