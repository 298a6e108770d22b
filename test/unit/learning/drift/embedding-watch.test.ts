import { expect, it } from "vitest";
import { EmbeddingWatch } from "../../../../src/learning/drift/embedding-watch.js";
import { seededVectors } from "../../../helpers/seeded-vectors.js";

function noteAll(watch: EmbeddingWatch, vectors: readonly Float32Array[]): EmbeddingWatch {
  for (const vector of vectors) watch.note(vector);
  return watch;
}

/** Most of it points one way. */
const moved = (vector: Float32Array) => vector.map((value, j) => value + (j === 0 ? 3 : 0));

it("says nothing before the second window is full, and finds an unchanged source at about 1", () => {
  for (let seed = 1; seed <= 30; seed++) {
    const watch = noteAll(new EmbeddingWatch(250), seededVectors(499, 64, seed));
    expect(watch.read()).toBeUndefined();
    const reading = noteAll(watch, seededVectors(1, 64, 99)).read();
    expect(reading?.level).toBe("ok");
    expect(reading?.value).toBeGreaterThan(0.6);
  }
});

it("sees that the mean has moved, in whatever length vectors come, and compares with the new ones after a renewal", () => {
  const watch = noteAll(new EmbeddingWatch(250), seededVectors(250, 64, 1));
  noteAll(
    watch,
    seededVectors(250, 64, 2).map((vector) => moved(vector).map((value) => 100 * value)),
  );
  expect(watch.read()).toMatchObject({ measure: "mean-shift-ratio", level: "drift" });
  watch.renew();
  expect(watch.read()).toBeUndefined();
  noteAll(watch, seededVectors(500, 64, 3).map(moved));
  expect(watch.read()?.level).toBe("ok");
});
