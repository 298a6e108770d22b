import { thresholdPolicy } from "../contract/index.js";
import { askSemantic } from "./ask-semantic.js";
import type { Lookup } from "./lookup-state.js";
import type { ModalityMatch, ModalityMatches } from "./modality-matches.js";
import { miss, OFF, type StepOutcome } from "./step-outcome.js";

/**
 * Redis, by meaning: first the entries of the question's own modality, then those of each other one that may answer it. The first
 * hit counts, because similarities of two pairs do not compare. If there is none, the look-up ends as its own modality says.
 */
export function askByMeaning(lookup: Lookup): Promise<StepOutcome> {
  const { modalities } = lookup;
  return modalities === undefined ? askSemantic(lookup) : askEachModality(lookup, modalities);
}

async function askEachModality(lookup: Lookup, modalities: ModalityMatches): Promise<StepOutcome> {
  const { findings } = lookup;
  if (findings.question === undefined) return OFF;
  const own: StepOutcome = modalities.own
    ? await askSemantic(lookup)
    : { answer: "miss", result: miss("not-found") };
  if (own.result?.hit === true) return own;
  for (const match of modalities.others) {
    const among = lookupAmong(lookup, match);
    const found = await askSemantic(among);
    findings.judge = among.findings.judge;
    // The cache's own policy did not decide on it.
    if (found.result?.hit === true) return { ...found, decision: undefined };
  }
  return own;
}

/** The look-up as one among entries of another modality. What the steps found before was found among its own. */
function lookupAmong(lookup: Lookup, { scopeId, thresholds }: ModalityMatch): Lookup {
  return {
    ...lookup,
    context: { ...lookup.context, policy: thresholdPolicy },
    identity: { ...lookup.identity, scopeId },
    thresholds,
    findings: { question: lookup.findings.question, judge: lookup.findings.judge },
  };
}
