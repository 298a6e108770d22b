import { OctavecError } from "../errors/index.js";
import type { TuningBounds } from "./auto-tune-options.js";
import { type CacheSettings, type CheckedCacheSettings, cacheSettingsSchema } from "./cache-options.js";
import { checkEmbedder } from "./check-embedder.js";
import { parseOptions } from "./parse-options.js";

/** The options of a cache that are not plain data. */
interface Collaborators {
  readonly client?: unknown;
  readonly embedder?: unknown;
  readonly decision?: unknown;
  readonly rerank?: unknown;
  readonly judge?: unknown;
  readonly condense?: unknown;
}

/** @returns the plain settings with their defaults. @throws OctavecError `INVALID_OPTIONS`. */
export function checkCacheOptions(options: CacheSettings & Collaborators): CheckedCacheSettings {
  const { client, embedder, decision, rerank, judge, condense, ...plain } = options;
  const settings = parseOptions(cacheSettingsSchema, plain, "semantic cache options");
  if (embedder !== undefined) checkEmbedder(embedder);
  checkPairs(settings, embedder);
  checkDecision(decision);
  checkTuning(settings, embedder);
  checkJudge(judge);
  if (settings.multiTurn === "condensed" && condense === undefined) {
    throw invalid('condense: needed for multiTurn "condensed": it makes one question of a conversation.');
  }
  return settings;
}

/** A threshold that can never count is a mistake. */
function checkPairs({ modalityThresholds }: CheckedCacheSettings, embedder: unknown): void {
  const given: unknown =
    typeof embedder === "object" && embedder !== null ? Reflect.get(embedder, "modalities") : undefined;
  const modalities: readonly unknown[] = Array.isArray(given) ? given : ["text"];
  for (const pair of Object.keys(modalityThresholds)) {
    const lacking = pair.split("-").find((name) => !modalities.includes(name));
    if (lacking === undefined) continue;
    throw invalid(
      `modalityThresholds["${pair}"]: the embedder has no vectors for ${lacking}. It needs modalities and embedInputs, as createClipEmbedder() has.`,
    );
  }
}

/** A setting that is tuned begins between its bounds, and needs what it is a setting of. */
function checkTuning({ autoTune, index, memory }: CheckedCacheSettings, embedder: unknown): void {
  const { efSearch, memoryEntries } = autoTune ?? {};
  if (efSearch !== undefined) {
    if (embedder === undefined) throw invalid("autoTune.efSearch: needs an embedder.");
    checkStart("efSearch", efSearch, "index.efSearch", index.efSearch);
  }
  if (memoryEntries !== undefined) {
    if (memory === false) throw invalid("autoTune.memoryEntries: needs the memory tier.");
    checkStart("memoryEntries", memoryEntries, "memory.maxEntries", memory.maxEntries);
  }
}

function checkStart(tuned: string, { min, max }: TuningBounds, setting: string, value: number): void {
  if (min <= value && value <= max) return;
  throw invalid(`autoTune.${tuned}: ${setting} (${value}) is not between min and max. Set ${setting} too.`);
}

function checkDecision(decision: unknown): void {
  if (decision === undefined || decision === "threshold" || decision === "agreement") return;
  if (hasMethod(decision, "bind") || hasMethod(decision, "decide")) return;
  if (decision === "evidence") {
    throw invalid(
      'decision: "evidence" is not a name any more: import { evidence } from "octavec/learning" and pass evidence().',
    );
  }
  throw invalid(
    'decision: expected "threshold", "agreement", a DecisionPolicy, or a policy of octavec/learning such as evidence().',
  );
}

function checkJudge(judge: unknown): void {
  if (judge === undefined) return;
  if (!hasMethod(judge, "accept")) throw invalid("judge: expected an object with a function accept.");
  const when: unknown = Reflect.get(judge, "when");
  if (when === undefined || when === "always" || when === "uncertain") return;
  throw invalid('judge.when: expected "always" or "uncertain".');
}

function hasMethod(value: unknown, name: string): value is object {
  return typeof value === "object" && value !== null && typeof Reflect.get(value, name) === "function";
}

function invalid(problem: string): OctavecError {
  return new OctavecError("INVALID_OPTIONS", `Invalid semantic cache options: ${problem}`);
}
