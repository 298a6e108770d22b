import type { EvidencePolicy } from "./evidence/evidence-policy.js";

/** What the model is at a moment: for a quick start of other instances, and for people to read. Derived from the labels. */
export interface ModelRecord {
  readonly weights: readonly number[];
  /** Look-ups that the writer knew of. */
  readonly lookups: number;
  readonly cut: number;
  readonly stopped: boolean;
  readonly mode: string;
  /** Share of unlinked entries, where it is known. */
  readonly unlinked: number | null;
  /** The last label read. */
  readonly label: string;
  /** Milliseconds since 1970 by the writer's clock. */
  readonly writtenAtMs: number;
}

export function recordOf(policy: EvidencePolicy, lookups: number, label: string): ModelRecord {
  const { model, links } = policy;
  return {
    weights: model.weights,
    lookups,
    cut: model.cut,
    stopped: policy.isStopped,
    mode: policy.mode,
    unlinked: links.unlinkedShare ?? null,
    label,
    writtenAtMs: Date.now(),
  };
}

/** Undefined for what cannot be one. */
export function parseRecord(text: string | undefined): ModelRecord | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value)) return undefined;
    const { weights, lookups, cut, stopped, mode, unlinked, label, writtenAtMs } = value;
    if (
      !Array.isArray(weights) ||
      !weights.every((weight): weight is number => Number.isFinite(weight)) ||
      !isCount(lookups) ||
      !(typeof cut === "number" && cut >= 0.5 && cut <= 1) ||
      typeof stopped !== "boolean"
    ) {
      return undefined;
    }
    return {
      weights,
      lookups,
      cut,
      stopped,
      mode: typeof mode === "string" ? mode : "evidence",
      unlinked: typeof unlinked === "number" ? unlinked : null,
      label: typeof label === "string" ? label : "0-0",
      writtenAtMs: isCount(writtenAtMs) ? writtenAtMs : 0,
    };
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
