import {
  ATTRIBUTE_OVERHEAD_BYTES,
  estimateElementBytes,
  HASH_FIELD_OVERHEAD_BYTES,
} from "../../repository/index.js";
import {
  INSERT_FORMULA,
  insertMicros,
  PLAN_CONSTANTS,
  type PlanConstant,
  planConstants,
} from "./plan-constants.js";

/** What a plan is made for. */
export interface PlanInput {
  readonly elements: number;
  readonly dimension: number;
  readonly quantization: "q8" | "none" | "bin";
  readonly precision: "native" | "residual" | "int8" | "float32";
  /** Links per node of the graph. */
  readonly m: number;
  /** Bytes of an id. */
  readonly idBytes: number;
  /** Bytes of the attributes of one element, as JSON. */
  readonly payloadBytes: number;
  readonly growthPerDay: number;
  /** Replicas of each primary. */
  readonly replicas: number;
  /** Memory of one node in GB (10⁹ bytes). */
  readonly nodeGb: number;
  /** `maxmemory` of one node in GB; undefined: the share of the node's memory that a plan fills. */
  readonly maxmemoryGb?: number | undefined;
  readonly searchesPerSecond: number;
  /** Hits per search. */
  readonly limit: number;
  /** Inserts per second, where they were measured; undefined: the estimate. */
  readonly writesPerSecond?: number | undefined;
  /** Price of 1 GB of a node's memory for an hour; undefined: no cost is given. */
  readonly pricePerGbHour?: number | undefined;
}

export interface CapacityPlan {
  readonly input: PlanInput;
  readonly memory: {
    readonly bytesPerElement: number;
    readonly parts: Readonly<Record<"vector" | "graphAndName" | "code" | "attributes", number>>;
    /** Of all primaries together, as `used_memory` counts it. */
    readonly usedBytes: number;
    /** With fragmentation. */
    readonly residentBytes: number;
    /** With replicas. */
    readonly allNodesBytes: number;
  };
  readonly nodes: { readonly primaries: number; readonly replicas: number; readonly all: number };
  readonly load: {
    readonly writesPerSecond: number;
    readonly seconds: number;
    /** How long a restarted node loads its share from a snapshot. */
    readonly restartSeconds: number;
  };
  readonly bandwidth: {
    /** What the whole load sends to the primaries, in bytes. */
    readonly loadBytes: number;
    /** To the replicas during the load. */
    readonly loadReplicationBytes: number;
    readonly searchBytesPerSecond: number;
    readonly growthBytesPerDay: number;
  };
  readonly cost: { readonly perHour: number; readonly perMonth: number } | null;
  readonly limit: {
    /** `maxmemory` of all primaries together. */
    readonly bytes: number;
    /** Days until it is reached; 0 if it already is, null if it never is. */
    readonly days: number | null;
    readonly date: string | null;
    /** How many elements fit. */
    readonly elements: number;
  };
  readonly formulas: readonly string[];
  readonly constants: readonly PlanConstant[];
}

const GB = 1e9;
const HOURS_PER_MONTH = 730;
const DAY_MS = 86_400_000;
/** The measurement behind the formula of an element's memory had ids of about this length. */
const MEASURED_ID_BYTES = 12;

/** Makes the plan. Pure: the same input and instant give the same plan. */
export function planCapacity(input: PlanInput, nowMs: number): CapacityPlan {
  const parts = elementParts(input);
  const formulaBytes = parts.vector + parts.graphAndName + parts.code + parts.attributes;
  const bytesPerElement = formulaBytes * PLAN_CONSTANTS.allocatorShare.value;
  const usedBytes = input.elements * bytesPerElement;
  const nodeBytes = input.nodeGb * GB;
  const limitOfNode = Math.min(
    nodeBytes,
    input.maxmemoryGb === undefined ? nodeBytes * PLAN_CONSTANTS.usedShare.value : input.maxmemoryGb * GB,
  );
  const primaries = Math.max(1, Math.ceil(usedBytes / limitOfNode));
  const all = primaries * (1 + input.replicas);
  const residentBytes = usedBytes * PLAN_CONSTANTS.residentShare.value;
  const writesPerSecond = input.writesPerSecond ?? primaries * averageWrites(input, primaries);
  const perHour = input.pricePerGbHour === undefined ? undefined : input.pricePerGbHour * all * input.nodeGb;
  return {
    input,
    memory: {
      bytesPerElement,
      parts,
      usedBytes,
      residentBytes,
      allNodesBytes: residentBytes * (1 + input.replicas),
    },
    nodes: { primaries, replicas: primaries * input.replicas, all },
    load: {
      writesPerSecond,
      seconds: input.elements / writesPerSecond,
      restartSeconds: usedBytes / primaries / PLAN_CONSTANTS.restoreBytesPerSecond.value,
    },
    bandwidth: bandwidthOf(input),
    cost: perHour === undefined ? null : { perHour, perMonth: perHour * HOURS_PER_MONTH },
    limit: limitOf({ input, usedBytes, bytesPerElement, limitBytes: limitOfNode * primaries }, nowMs),
    formulas: FORMULAS,
    constants: planConstants(),
  };
}

/** Days until a limit is reached by this many bytes more each day; 0 if it already is, null if it never is. */
export function daysUntil(limitBytes: number, usedBytes: number, bytesPerDay: number): number | null {
  if (usedBytes >= limitBytes) return 0;
  return bytesPerDay <= 0 ? null : (limitBytes - usedBytes) / bytesPerDay;
}

function elementParts(input: PlanInput): CapacityPlan["memory"]["parts"] {
  const { dimension, quantization, m, precision, idBytes, payloadBytes } = input;
  const { vectorBytes, fixedBytes, codeBytes } = estimateElementBytes(dimension, {
    quantization,
    m,
    precision,
  });
  return {
    vector: vectorBytes,
    graphAndName: fixedBytes + Math.max(0, idBytes - MEASURED_ID_BYTES),
    code: codeBytes === 0 ? 0 : codeBytes + idBytes,
    attributes: payloadBytes === 0 ? 0 : payloadBytes + ATTRIBUTE_OVERHEAD_BYTES,
  };
}

/** The mean of one primary while its set grows from nothing to its share. */
function averageWrites({ elements, dimension }: PlanInput, primaries: number): number {
  const steps = 32;
  const share = Math.max(1, elements / primaries);
  let micros = 0;
  for (let step = 0; step < steps; step++) micros += insertMicros((share * (step + 0.5)) / steps, dimension);
  return (1e6 * steps) / micros;
}

function bandwidthOf(input: PlanInput): CapacityPlan["bandwidth"] {
  const { elements, dimension, payloadBytes, replicas, growthPerDay, searchesPerSecond, limit } = input;
  const { commandBytes, hitBytes } = PLAN_CONSTANTS;
  const writeBytes = 4 * dimension + payloadBytes + commandBytes.value;
  const searchBytes = 4 * dimension + commandBytes.value + limit * (hitBytes.value + payloadBytes);
  return {
    loadBytes: elements * writeBytes,
    loadReplicationBytes: elements * writeBytes * replicas,
    searchBytesPerSecond: searchesPerSecond * searchBytes,
    growthBytesPerDay: growthPerDay * writeBytes * (1 + replicas),
  };
}

function limitOf(
  {
    input,
    usedBytes,
    bytesPerElement,
    limitBytes,
  }: { input: PlanInput; usedBytes: number; bytesPerElement: number; limitBytes: number },
  nowMs: number,
): CapacityPlan["limit"] {
  const days = daysUntil(limitBytes, usedBytes, input.growthPerDay * bytesPerElement);
  const atMs = days === null ? Number.POSITIVE_INFINITY : nowMs + days * DAY_MS;
  // Later than a Date can say is never.
  const date = atMs > 8.64e15 ? null : new Date(atMs).toISOString().slice(0, 10);
  return { bytes: limitBytes, days, date, elements: Math.floor(limitBytes / bytesPerElement) };
}

const FORMULAS: readonly string[] = [
  "vector = dimension bytes for q8, 4 × dimension for none, dimension / 8 (in steps of 8 bytes) for bin",
  `graph and name = 460 + 18.75 × M bytes, and the bytes of the id beyond ${MEASURED_ID_BYTES}`,
  `code = dimension + 8 bytes for residual, dimension + 18 for int8, 4 × dimension for float32, each with ${HASH_FIELD_OVERHEAD_BYTES} bytes of a hash field and the id`,
  `attributes = their JSON + ${ATTRIBUTE_OVERHEAD_BYTES} bytes`,
  "bytes of an element = allocatorShare × (vector + graph and name + code + attributes); used memory = elements × that",
  "primaries = used memory / maxmemory of a node, rounded up; maxmemory is usedShare × the node's memory unless it is given",
  INSERT_FORMULA,
  "cost = nodes × memory of a node × price; a month has 730 hours",
];
