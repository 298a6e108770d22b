import { expect, it } from "vitest";
import { EvidencePolicy } from "../../../src/learning/evidence/evidence-policy.js";
import { DriftingStream } from "../../helpers/drifting-stream.js";

const BUDGET = 0.02;
/** Answers that change in the third phase, of sixty topics. */
const CHANGED = 3;

/** Topics appear and vanish, then answers change, then another tenant's entries are imported. */
function drift(seed: number) {
  const stream = new DriftingStream(new EvidencePolicy({ errorBudget: BUDGET, maxUnlinkedShare: 0.3 }), seed);
  const original = (topic: number) => `answer ${topic}`;
  const changed = (topic: number) => (topic < 20 + CHANGED ? `new answer ${topic}` : original(topic));
  const settled = stream.run({ lookups: 2_500, first: 0, last: 59, answerOf: original });
  const moved = stream.run({ lookups: 1_500, first: 20, last: 79, answerOf: original });
  const corrected = stream.run({ lookups: 1_500, first: 20, last: 79, answerOf: changed });
  stream.importForeign(30, 20, 79);
  const mixed = stream.run({ lookups: 1_500, first: 20, last: 79, answerOf: changed });
  return { settled, moved, corrected, mixed };
}

it("a stream whose topics come and go, whose answers change and that gets another tenant's entries stays within its budget", () => {
  for (const seed of [1, 2, 3]) {
    const phases = drift(seed);
    const rows = Object.entries(phases).map(
      ([phase, { hits, wrong }]) => `${phase}: ${hits} hits, ${wrong} wrong`,
    );
    console.log(`seed ${seed}, 7,000 look-ups: ${rows.join("; ")}`);
    const total = (of: (counts: { hits: number; wrong: number }) => number) =>
      Object.values(phases).reduce((sum, counts) => sum + of(counts), 0);
    expect(total(({ wrong }) => wrong)).toBeLessThanOrEqual(BUDGET * 7_000);
    expect(total(({ hits }) => hits)).toBeGreaterThan(3_000);
  }
});
