import { expect, it } from "vitest";
import { EvidencePolicy } from "../../../src/learning/evidence/evidence-policy.js";
import { DriftingStream, type PhaseCounts } from "../../helpers/drifting-stream.js";

const BUDGET = 0.02;
const LOOKUPS = 4_500;

/** Of forty topics, a third vanish and as many appear; then the answer of one changes; then ten foreign entries come in. */
function drift(seed: number): Record<string, PhaseCounts> {
  const stream = new DriftingStream(new EvidencePolicy({ errorBudget: BUDGET, maxUnlinkedShare: 0.3 }), seed);
  const original = (topic: number) => `answer ${topic}`;
  const changed = (topic: number) => (topic === 20 ? "new answer 20" : original(topic));
  const settled = stream.run({ lookups: 1_500, first: 0, last: 39, answerOf: original });
  const moved = stream.run({ lookups: 1_000, first: 13, last: 52, answerOf: original });
  const corrected = stream.run({ lookups: 1_000, first: 13, last: 52, answerOf: changed });
  stream.importForeign(10, 13, 52);
  const mixed = stream.run({ lookups: 1_000, first: 13, last: 52, answerOf: changed });
  return { settled, moved, corrected, mixed };
}

it.each([1, 2])(
  "a stream whose topics come and go, whose answer changes and that gets another tenant's entries keeps its budget (order %i)",
  (seed) => {
    const phases = drift(seed);
    const rows = Object.entries(phases).map(
      ([phase, { hits, wrong }]) => `${phase}: ${hits} hits, ${wrong} wrong`,
    );
    console.log(`order ${seed}, ${LOOKUPS} look-ups: ${rows.join("; ")}`);
    const counts = Object.values(phases);
    expect(counts.reduce((sum, { wrong }) => sum + wrong, 0)).toBeLessThanOrEqual(BUDGET * LOOKUPS);
    expect(counts.reduce((sum, { hits }) => sum + hits, 0)).toBeGreaterThan(LOOKUPS / 2);
  },
);
