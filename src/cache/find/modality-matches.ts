import type { Modality, ModalityPair } from "../../options/index.js";
import type { EntryContext } from "../entries/index.js";
import { canEmbed, type IdentifiedRequest } from "../question/index.js";
import { pairThresholds, type Thresholds } from "./thresholds.js";

/** Entries of one modality that may answer the question of a look-up by meaning. */
export interface ModalityMatch {
  readonly modality: Modality;
  /** Where they are. */
  readonly scopeId: string;
  readonly thresholds: Thresholds;
}

/** The matches of a look-up in which a modality other than text plays a part. */
export interface ModalityMatches {
  /** Whether entries of the question's own modality may answer it by meaning. Those of a text always may. */
  readonly own: boolean;
  /** Entries of other modalities, asked in this order after those of its own. */
  readonly others: readonly ModalityMatch[];
}

/** A question that only its exact entry answers. */
const EXACT_ONLY: ModalityMatches = { own: false, others: [] };

/**
 * Which entries may answer a question by meaning: those of its own modality, and of each modality whose pair with it has a
 * threshold. Undefined for a text that only texts may answer, which is the usual case.
 *
 * @param asked - The call's own threshold.
 */
export function modalityMatches(
  { settings, embedder, hasher }: Pick<EntryContext, "settings" | "embedder" | "hasher">,
  identity: IdentifiedRequest,
  asked: number | undefined,
): ModalityMatches | undefined {
  const { media, scopeId } = identity;
  const known = embedder?.modalities ?? [];
  if (media === undefined && known.length < 2) return undefined;
  if (!canEmbed(embedder, identity)) return EXACT_ONLY;
  const { modality: question, textScopeId } = media ?? { modality: "text", textScopeId: scopeId };
  const thresholdOf = (entry: Modality) =>
    pairThresholds(settings.modalityThresholds[`${question}-${entry}` as ModalityPair], asked);
  const others = known.flatMap((modality): ModalityMatch[] => {
    const thresholds = thresholdOf(modality);
    if (modality === question || thresholds === undefined) return [];
    const other = modality === "text" ? textScopeId : hasher.scopeIdOfModality(modality, textScopeId);
    return [{ modality, scopeId: other, thresholds }];
  });
  return { own: question === "text" || thresholdOf(question) !== undefined, others };
}
