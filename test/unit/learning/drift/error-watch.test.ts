import { expect, it } from "vitest";
import { ErrorWatch } from "../../../../src/learning/drift/error-watch.js";
import { seededRandom } from "../../../helpers/seeded-vectors.js";

function noteAudits(watch: ErrorWatch, count: number, wrongShare: number, random: () => number): void {
  for (let audit = 0; audit < count; audit++)
    watch.note(random() >= wrongShare, 1 / (0.01 + 0.07 * random()));
}

it("says nothing before a hundred audits, however wrong they are", () => {
  const watch = new ErrorWatch();
  noteAudits(watch, 99, 1, () => 0.5);
  expect(watch.read()).toBeUndefined();
});

it("sees that errors became more frequent", () => {
  const random = seededRandom(1);
  const watch = new ErrorWatch();
  noteAudits(watch, 300, 0.01, random);
  noteAudits(watch, 100, 0.4, random);
  expect(watch.read()).toMatchObject({ measure: "z", level: "drift" });
  watch.renew();
  expect(watch.read()).toBeUndefined();
});

it("does not mind that they became rarer, nor that there are none", () => {
  const random = seededRandom(1);
  const better = new ErrorWatch();
  noteAudits(better, 300, 0.4, random);
  noteAudits(better, 100, 0.01, random);
  expect(better.read()?.level).toBe("ok");
  const perfect = new ErrorWatch();
  noteAudits(perfect, 2_000, 0, random);
  expect(perfect.read()).toMatchObject({ level: "ok", before: 0, now: 0 });
});

it("calls a share of errors that stays as it is a drift in less than one of a hundred runs of a thousand audits", () => {
  let drifts = 0;
  for (let seed = 1; seed <= 300; seed++) {
    const random = seededRandom(seed);
    const watch = new ErrorWatch();
    let hasDrifted = false;
    for (let step = 0; step < 100; step++) {
      noteAudits(watch, 10, 0.03, random);
      hasDrifted ||= watch.read()?.level === "drift";
    }
    if (hasDrifted) drifts++;
  }
  expect(drifts).toBeLessThan(3);
});
