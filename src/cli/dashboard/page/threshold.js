import { send } from "./api.js";
import { byId, el, show, table } from "./dom.js";
import { scopeOf } from "./explain.js";
import { percent, similarity, whole } from "./format.js";
import { sharePlot } from "./plots.js";

/** Rows of the table of evidence, beside the chosen one. */
const MOST_ROWS = 8;
/** At this similarity the question itself is stored, so there is nothing to judge. */
const SAME_QUESTION = 0.999_999;

/** Questions with the nearest stored ones, which a person labels. */
export class Labels {
  /** @type {{ a: string, b: string, similarity: number, same: boolean | undefined }[]} */
  #pairs = [];

  clear() {
    this.#pairs = [];
    show("labels");
    show("calibration");
    byId("label-status").textContent = "";
  }

  /** Finds the nearest stored question of each line. */
  async find(tenant) {
    const status = byId("label-status");
    try {
      const scope = scopeOf("questions-scope");
      const known = new Set(this.#pairs.map(({ a }) => a));
      const lines = byId("questions")
        .value.split("\n")
        .map((line) => line.trim());
      const questions = [...new Set(lines)].filter((line) => line !== "" && !known.has(line));
      let stored = 0;
      let alone = 0;
      for (const [at, prompt] of questions.entries()) {
        status.textContent = `${at} of ${questions.length} questions`;
        const { candidates, candidatesErrorCode, why } = await send("explanations", {
          tenant,
          prompt,
          scope,
        });
        const code = candidatesErrorCode ?? why.errorCode;
        if (code !== undefined) throw new Error(`The nearest question was not found: ${code}`);
        const [nearest] = candidates;
        const near = nearest && (nearest.exactSimilarity ?? nearest.codeSimilarity);
        if (near === undefined) alone++;
        else if (near >= SAME_QUESTION) stored++;
        else
          this.#pairs.push({ a: prompt, b: nearest.prompt ?? "(gone)", similarity: near, same: undefined });
      }
      status.textContent = `${this.#pairs.length} pairs to label; ${stored} questions are stored as they are, ${alone} have no entry in their scope`;
    } catch (error) {
      status.textContent = error.message;
    }
    this.#draw();
  }

  #draw() {
    if (this.#pairs.length === 0) return show("labels");
    const rows = this.#pairs.map((pair, at) => [
      choice(pair, at),
      pair.a,
      pair.b,
      similarity(pair.similarity),
    ]);
    show(
      "labels",
      table(
        "Pairs to label",
        [
          "Answer",
          { title: "Question", kind: "text" },
          { title: "Nearest stored question", kind: "text" },
          { title: "Similarity", kind: "number" },
        ],
        rows,
      ),
    );
  }

  /** Labelled pairs. */
  get #labelled() {
    return this.#pairs.filter(({ same }) => same !== undefined);
  }

  /** A file for `octavec calibrate threshold --pairs`. */
  save() {
    const lines = this.#labelled.map((pair) => `${JSON.stringify(pair)}\n`);
    const url = URL.createObjectURL(new Blob(lines, { type: "application/jsonl" }));
    el("a", { href: url, download: "pairs.jsonl" }).click();
    URL.revokeObjectURL(url);
  }

  async calibrate(tenant) {
    try {
      const calibration = await send("thresholds", {
        tenant,
        labels: this.#labelled.map(({ similarity: value, same }) => ({ similarity: value, same })),
        verdicts: byId("with-verdicts").checked,
        targetPrecision: byId("target").valueAsNumber,
      });
      show("calibration", ...evidence(calibration));
    } catch (error) {
      show("calibration", el("p", { class: "bad" }, error.message));
    }
  }
}

/** Two radio buttons. The arrow keys move between them. */
function choice(pair, at) {
  const option = (text, same) =>
    el(
      "label",
      {},
      el("input", {
        type: "radio",
        name: `label-${at}`,
        checked: pair.same === same,
        onchange: () => {
          pair.same = same;
        },
      }),
      text,
    );
  return el(
    "fieldset",
    {},
    el("legend", {}, `The answer to “${pair.b}” for “${pair.a}”`),
    option("right", true),
    option("wrong", false),
  );
}

function evidence({ chosen, curve, pairs, leastHits, targetPrecision }) {
  const target = percent(targetPrecision);
  const verdict =
    chosen === undefined
      ? `No threshold reaches ${target} with confidence. It takes at least ${leastHits} pairs above a threshold if none is wrong.`
      : `Recommended threshold: ${similarity(chosen.threshold)}. ${percent(chosen.precision.share)} of ${whole(chosen.hits)} pairs above it are right (95 % interval ${percent(chosen.precision.low)} to ${percent(chosen.precision.high)}), and ${percent(chosen.hitRate)} of all ${whole(pairs)} pairs would be hits.`;
  const step = Math.max(1, Math.ceil(curve.length / MOST_ROWS));
  const shown = curve.filter((point, at) => at % step === step - 1 || point.threshold === chosen?.threshold);
  const line = (name, value) => ({
    name,
    points: curve.map((point) => ({ x: point.threshold, y: value(point) })),
  });
  const number = (title) => ({ title, kind: "number" });
  return [
    el("p", {}, el("strong", {}, verdict)),
    el(
      "div",
      { class: "wide-plot" },
      sharePlot({
        title: "By threshold",
        mark: chosen?.threshold,
        series: [
          line("right hits of all hits", (point) => point.precision.share),
          line("lower end of its 95 % interval", (point) => point.precision.low),
          line("hits of all pairs", (point) => point.hitRate),
        ],
      }),
    ),
    table(
      "Thresholds",
      [number("Threshold"), number("Right"), number("95 % interval"), number("Hits of all pairs"), "Choice"],
      shown.map((point) => [
        similarity(point.threshold),
        percent(point.precision.share),
        `${percent(point.precision.low)} to ${percent(point.precision.high)}`,
        percent(point.hitRate),
        point.threshold === chosen?.threshold ? "recommended" : "",
      ]),
    ),
    el(
      "p",
      { class: "note" },
      `At most 1 sample in 40 leads to a threshold at which fewer than ${target} of the hits are right, if its pairs are independent and like those of the cache. Verdicts of services come from hits, so they say nothing of a threshold below today's.`,
    ),
  ];
}
