import type { Command, StepResult } from "../../executor.js";
import { listOf } from "../../reply.js";
import type { CollectionSample, ServerSample, ServerSamples } from "../../telemetry/index.js";
import type { NodeStatus, Topology } from "../nodes/topology.js";
import { isServerTrouble as isAway } from "../nodes/topology-node.js";
import { figuresOf, INFO_SECTIONS } from "./info-figures.js";

export interface ServerFiguresOptions {
  /** The servers are asked at most once in this time. Milliseconds. */
  readonly intervalMs: number;
  /** Names (`namespace:collection`). */
  readonly collections: readonly string[];
  /** Told what a server refused. */
  readonly onFailure: (error: unknown) => void;
}

/** A scrape waits no longer than this for servers. Milliseconds. */
const TIMEOUT_MS = 500;

/**
 * Asks the servers for their figures when metrics are collected: one pipeline to each server, and one for all collections. A
 * collection within `intervalMs` of the previous one gets the same figures again. No span is made of these commands, and no
 * breaker keeps them back.
 */
export class ServerFigures {
  readonly #topology: Topology;
  readonly #options: ServerFiguresOptions;
  #sample: Promise<ServerSamples> | undefined;
  #askedAtMs = Number.NEGATIVE_INFINITY;

  constructor(topology: Topology, options: ServerFiguresOptions) {
    this.#topology = topology;
    this.#options = options;
  }

  /** Never rejects. */
  read(nowMs: number = performance.now()): Promise<ServerSamples> {
    if (this.#sample === undefined || nowMs - this.#askedAtMs >= this.#options.intervalMs) {
      this.#askedAtMs = nowMs;
      this.#sample = this.#ask();
    }
    return this.#sample;
  }

  async #ask(): Promise<ServerSamples> {
    const servers = Promise.all(this.#topology.nodes().map((node) => this.#askServer(node)));
    const collections = this.#askCollections();
    return { servers: await servers, collections: await collections };
  }

  async #askServer({ label, open }: NodeStatus): Promise<ServerSample> {
    const options = { timeoutMs: TIMEOUT_MS, readOnly: true };
    const place = addressOf(label);
    try {
      const { pool } = await open(options);
      const commands: Command[] = [
        ["INFO", ...INFO_SECTIONS],
        ["SLOWLOG", "GET", "1"],
      ];
      const [info, slow] = await pool.pipeline(commands, options);
      if (info?.ok !== true) throw info?.error;
      const { figures, ...rest } = figuresOf(String(info.value));
      return { ...place, figures: { ...figures, serverSlowCommands: this.#slowCommands(slow) }, ...rest };
    } catch (error) {
      // That a server is away is a figure by itself.
      if (!isAway(error)) this.#options.onFailure(error);
      return { ...place, figures: undefined, cpu: {}, io: {} };
    }
  }

  /** The id of the newest entry says how many there have been. */
  #slowCommands(result: StepResult | undefined): number | undefined {
    if (result?.ok === false && !isAway(result.error)) this.#options.onFailure(result.error);
    if (result?.ok !== true) return undefined;
    const [newest] = listOf(result.value);
    if (newest === undefined) return 0;
    const [id] = listOf(newest);
    return typeof id === "number" ? id + 1 : undefined;
  }

  async #askCollections(): Promise<readonly CollectionSample[]> {
    const { collections, onFailure } = this.#options;
    if (collections.length === 0) return [];
    const commands = collections.flatMap((name): Command[] => [
      ["VCARD", vectorsOf(name)],
      ["MEMORY", "USAGE", vectorsOf(name)],
    ]);
    const results = await this.#topology.pipeline(commands, { timeoutMs: TIMEOUT_MS, readOnly: true });
    const refused = results.find((result) => !result.ok && !isAway(result.error));
    if (refused?.ok === false) onFailure(refused.error);
    return collections.map((collection, index) => ({
      collection,
      elements: numberOf(results[2 * index]),
      bytes: numberOf(results[2 * index + 1]),
    }));
  }
}

function numberOf(result: StepResult | undefined): number | undefined {
  return result?.ok === true && typeof result.value === "number" ? result.value : undefined;
}

/** Key of a collection's vector set. */
function vectorsOf(name: string): string {
  return `{${name}}:v`;
}

/** Host and port of a label (`host:port`, `[host]:port`, or the path of a Unix socket). */
function addressOf(label: string): Pick<ServerSample, "address" | "port"> {
  const [, host, port] = /^\[?(.+?)\]?:(\d+)$/.exec(label) ?? [];
  return host === undefined ? { address: label, port: undefined } : { address: host, port: Number(port) };
}
