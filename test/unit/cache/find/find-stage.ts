import { createHash } from "node:crypto";
import { onTestFinished, vi } from "vitest";
import { TimeBudget } from "../../../../src/async/index.js";
import { assembleParts, type CacheParts, type CachePartsOptions } from "../../../../src/cache/cache-parts.js";
import {
  type BindablePolicy,
  type LookupEvent,
  type LookupResult,
  thresholdPolicy,
} from "../../../../src/cache/contract/index.js";
import { DROP_DAMAGED } from "../../../../src/cache/entries/scripts/drop-damaged.lua.js";
import { LOOK_UP } from "../../../../src/cache/entries/scripts/look-up.lua.js";
import { explainLookup } from "../../../../src/cache/find/explain.js";
import type { Explanation } from "../../../../src/cache/find/explanation.js";
import { lookUp } from "../../../../src/cache/find/look-up.js";
import type { LookupOutcome } from "../../../../src/cache/find/lookup-state.js";
import { type CacheRequest, identityOf } from "../../../../src/cache/question/index.js";
import { encodeFloat32Blob } from "../../../../src/commands/index.js";
import type { Embedder, EmbedOptions } from "../../../../src/embedding/index.js";
import { OctavecError } from "../../../../src/errors/index.js";
import type { Command, Reply, SendOptions, Transaction } from "../../../../src/executor.js";
import { encodeWordHashes, wordHashes } from "../../../../src/text/word-hashes.js";
import { ScriptedExecutor } from "../../../helpers/scripted-executor.js";

export const DIMENSION = 64;
export const ASKED = "how do I reset the password of my account";
export const REWORDED = `${ASKED} please`;
/** What the cache of a stage may take, in milliseconds. */
export const TIMEOUT_MS = 50;

const NAMES = new Map(
  Object.entries({ lookUp: LOOK_UP, drop: DROP_DAMAGED }).map(([name, text]) => [
    createHash("sha1").update(text).digest("hex"),
    name,
  ]),
);

/** One entry in the scripted Redis. */
export interface StagedEntry {
  readonly prompt: string;
  /** Default: `answer to <prompt>`. */
  readonly response?: string;
  /** Cosine to every question that is searched for; without one no search finds it. */
  readonly similarity?: number;
  readonly tags?: readonly string[];
  readonly answerId?: string;
  readonly createdAtMs?: number;
  /** Default: a minute. */
  readonly remainingMs?: number;
  readonly staleMs?: number;
  /** Fields that differ from what was stored: `r` response, `w` word hashes, `v` vector … `null`: missing. */
  readonly damage?: Readonly<Record<string, string | null>>;
  /** False: its answer does not come along with a search. Default true. */
  readonly bringsAnswer?: boolean;
  /** False: its vector does not come along with a search. Default true. */
  readonly bringsVector?: boolean;
}

/** A Redis that answers as told. All of it may be changed between and during look-ups. */
export class StagedRedis {
  entries: StagedEntry[] = [];
  generation = "0";
  since = "5-0";
  /** Expired elements that a search comes across. */
  dead = 0;
  mayScript = true;
  /** Names of what was sent: `read` (the exact entry), `search`, `both` of them, `drop`, or the command. */
  readonly calls: string[] = [];
  /** Replaces the answer to `read`, `search` … */
  readonly instead: Record<string, () => Reply | OctavecError | Promise<Reply | OctavecError>> = {};
  /** Called before the answer to each command. */
  before: (name: string) => void = () => {};
  idOf: (prompt: string) => string = (prompt) => prompt;

  readonly executor = new ScriptedExecutor((step, options) => this.#answer(step, options));

  #answer(step: Command | Transaction, options: SendOptions) {
    if ("transaction" in step) return null;
    const [command = "", sha, , , ...args] = step.map(String);
    const isScript = command.startsWith("EVAL");
    if (isScript && !this.mayScript) return notAuthorized(command);
    const name = isScript ? nameOf(sha, args) : command;
    this.calls.push(name);
    this.before(name);
    const replaced = this.instead[name]?.();
    if (replaced !== undefined) return replaced;
    const reply = this.#reply(name, isScript ? args : step.slice(1).map(String));
    return options.binary === true ? asBytes(reply) : asText(reply);
  }

  #reply(name: string, args: readonly string[]): Reply {
    const [key = "", ...fields] = args;
    const entry = this.#entryAt(key);
    switch (name) {
      case "read":
        return [this.generation, this.since, ...args.map((id) => exactOf(this.#entryAt(id)))];
      case "search":
        return [this.generation, this.since, "", this.dead, "0", this.#rows(fields)];
      case "both":
        return entry === undefined
          ? this.#reply("search", args)
          : [this.generation, this.since, exactOf(entry)];
      case "VSIM":
        return key.includes(`:${this.generation}:`)
          ? this.#near(Number(fields[fields.indexOf("COUNT") + 1]))
              .filter(({ tags = [] }) => !fields.includes("FILTER") || tags.length > 0)
              .flatMap((near) => [this.idOf(near.prompt), String(scoreOf(near))])
          : [];
      case "HMGET":
        return entry === undefined || !key.includes(`:${this.generation}:`)
          ? fields.map(() => null)
          : valuesOf(entry, fields.join(""));
      case "PTTL":
        return entry === undefined ? -2 : remainingOf(entry);
      case "GET":
        return this.generation;
      case "XRANGE":
      case "XREVRANGE":
        return [[this.since, ["put", "another entry"]]];
      default:
        return null;
    }
  }

  #entryAt(key: string): StagedEntry | undefined {
    return this.entries.find(({ prompt }) => key.endsWith(this.idOf(prompt)));
  }

  #near(count: number): StagedEntry[] {
    return this.entries
      .filter(({ similarity }) => similarity !== undefined)
      .sort((a, b) => scoreOf(b) - scoreOf(a))
      .slice(0, count);
  }

  #rows([, , count, , filter, least, floor]: readonly string[]): Reply {
    return this.#near(Number(count))
      .filter(({ tags = [] }) => filter === "" || tags.length > 0)
      .filter((entry, index) => index === 0 || scoreOf(entry) >= Number(floor))
      .map((entry): Reply => {
        const row = [this.idOf(entry.prompt), String(scoreOf(entry)), ...valuesOf(entry, "acewq")];
        if (scoreOf(entry) < Number(least) || entry.bringsAnswer === false) return row;
        const vector = entry.bringsVector === false ? [] : valuesOf(entry, "v");
        return [...row, ...valuesOf(entry, "rpmk"), remainingOf(entry), ...vector];
      });
  }
}

function nameOf(sha: string | undefined, args: readonly string[]): string {
  const name = NAMES.get(sha ?? "") ?? "other script";
  if (name !== "lookUp") return name;
  if (args.length < 12) return "read";
  return args[0] === "" ? "search" : "both";
}

function exactOf(entry: StagedEntry | undefined): Reply {
  return entry === undefined ? "" : [...valuesOf(entry, "rpamckqu"), remainingOf(entry)];
}

function scoreOf({ similarity = 0 }: StagedEntry): number {
  return (1 + similarity) / 2;
}

function remainingOf({ remainingMs = 60_000 }: StagedEntry): number {
  return remainingMs;
}

/** Values of the fields with these one-letter names. */
function valuesOf(entry: StagedEntry, names: string): Reply[] {
  const { prompt, response = `answer to ${prompt}`, similarity = 0, tags = [], staleMs = 0 } = entry;
  const vector = new Float32Array(DIMENSION);
  vector[0] = similarity;
  vector[1] = Math.sqrt(1 - similarity ** 2);
  const fields: Record<string, Reply> = {
    r: response,
    p: prompt,
    a: entry.answerId ?? response,
    m: JSON.stringify({ t: tags }),
    c: String(entry.createdAtMs ?? 1_000),
    k: String(staleMs),
    w: encodeWordHashes(wordHashes(prompt)),
    e: "0",
    v: encodeFloat32Blob(vector),
    ...entry.damage,
  };
  return Array.from(names, (name) => fields[name] ?? null);
}

function asBytes(reply: Reply): Reply {
  if (typeof reply === "string") return Buffer.from(reply);
  return Array.isArray(reply) ? reply.map(asBytes) : reply;
}

function asText(reply: Reply): Reply {
  if (Buffer.isBuffer(reply)) return reply.toString("utf8");
  return Array.isArray(reply) ? reply.map(asText) : reply;
}

function notAuthorized(command: string): OctavecError {
  return new OctavecError("NOT_AUTHORIZED", `no permissions to run the '${command.toLowerCase()}' command`, {
    details: { command },
  });
}

/** Gives every text the same vector, so that the similarities of the staged entries hold for all questions. */
export class StagedEmbedder implements Embedder {
  readonly model = "staged";
  readonly dimension = DIMENSION;
  readonly texts: string[] = [];
  /** Replaces the vector. */
  instead: ((options: EmbedOptions | undefined) => Promise<Float32Array>) | undefined;

  async embed(texts: readonly string[], options?: EmbedOptions): Promise<Float32Array[]> {
    this.texts.push(...texts);
    if (this.instead !== undefined) return [await this.instead(options)];
    return texts.map(() => Float32Array.from({ length: DIMENSION }, (_, index) => (index === 0 ? 1 : 0)));
  }
}

export interface FindStage {
  readonly context: CacheParts;
  readonly redis: StagedRedis;
  readonly embedder: StagedEmbedder;
  /** What observers were told of look-ups. */
  readonly events: LookupEvent[];
  readonly deadSeen: number[];
  lookUp(request: CacheRequest, signal?: AbortSignal): Promise<LookupOutcome>;
  explain(request: CacheRequest, signal?: AbortSignal): Promise<Explanation>;
}

/** A cache on a Redis and an embedder that answer as told. Time stands still until a test moves it. */
export function findStage(
  entries: readonly StagedEntry[] = [],
  options: Partial<Omit<CachePartsOptions, "tenant">> = {},
): FindStage {
  vi.useFakeTimers({ now: 100_000 });
  const redis = new StagedRedis();
  const embedder = new StagedEmbedder();
  const context = assembleParts({
    client: { executor: redis.executor },
    embedder,
    namespace: "n",
    tenant: "t",
    threshold: 0.9,
    timeoutMs: TIMEOUT_MS,
    memory: { nearSimilarity: 0.95 },
    ...options,
  });
  redis.entries = [...entries];
  redis.idOf = (prompt) => {
    const identity = identityOf(context, { prompt }, undefined);
    return "entryId" in identity ? identity.entryId : "";
  };
  const events: LookupEvent[] = [];
  const deadSeen: number[] = [];
  context.observers.push({
    lookedUp: (event) => void events.push(event),
    foundDead: (count) => void deadSeen.push(count),
  });
  onTestFinished(async () => {
    vi.useRealTimers();
    await context.lifecycle.close();
  });
  return {
    context,
    redis,
    embedder,
    events,
    deadSeen,
    lookUp: (request, signal) =>
      lookUp(context, request, new TimeBudget(context.settings.timeoutMs), { signal }),
    explain: (request, signal) => explainLookup(context, request, signal === undefined ? {} : { signal }),
  };
}

/** Work that never ends, as of a server or model that hangs. */
export function forever<T>(): Promise<T> {
  return new Promise<T>(() => {});
}

/** A request of several turns. */
export function conversation(): CacheRequest {
  return { messages: (["user", "assistant", "user"] as const).map((role) => ({ role, content: role })) };
}

/** The threshold policy, which withholds every hit. */
export const SHADOW: BindablePolicy = {
  name: "shadow",
  bind: () => ({ policy: thresholdPolicy, isShadow: true }),
};

/** What an explanation keeps of a result. */
export function shortOf(result: LookupResult): Explanation["result"] {
  if (!result.hit) return { hit: false, reason: result.reason };
  const { tier, entryId, similarity, stale } = result;
  return { hit: true, tier, entryId, similarity, stale };
}
