import { read } from "./api.js";
import { byId, el, show, table, tiles } from "./dom.js";
import { bytes, instant, money, percent, whole } from "./format.js";
import { similarityPlot } from "./plots.js";

/** Rows of the table of tenants. */
const MOST_TENANTS = 500;

const number = (title) => ({ title, kind: "number" });

/** Reads the tenants of the namespace. @param {(tenant: string) => void} onChoose */
export async function showTenants(onChoose) {
  const { tenants, totals, currency } = await read("tenants");
  const shown = tenants.slice(0, MOST_TENANTS);
  byId("tenant-names").replaceChildren(...shown.map(({ tenant }) => el("option", { value: tenant })));
  const row = (first, one) => [
    first,
    whole(one.lookups),
    percent(one.hitRatio),
    whole(one.errors),
    money(one.savedMoney, currency),
    whole(one.entries),
    bytes(one.bytes),
  ];
  show(
    "tenant-table",
    table(
      "Table of tenants",
      [
        "Tenant",
        number("Look-ups"),
        number("Hit ratio"),
        number("Errors"),
        number("Saved"),
        number("Entries"),
        number("Memory"),
      ],
      [
        ...shown.map((one) =>
          row(
            el("button", { type: "button", onclick: () => onChoose(one.tenant) }, el("bdi", {}, one.tenant)),
            one,
          ),
        ),
        row(el("strong", {}, `All ${whole(tenants.length)}`), totals),
      ],
    ),
    ...(shown.length < tenants.length
      ? [el("p", { class: "note" }, `The ${MOST_TENANTS} with the most memory; write another's name above.`)]
      : []),
  );
  return tenants.map(({ tenant }) => tenant);
}

/** What the cache of one tenant did: figures, tiers, and similarities with a threshold that can be moved. */
export class CacheView {
  #stats;

  /** @param {number} threshold - Marked at first. */
  constructor(threshold) {
    const mark = byId("mark");
    mark.value = String(threshold);
    mark.addEventListener("input", () => this.#drawSimilarities());
  }

  async show(tenant) {
    this.#stats = await read("cache", { tenant });
    const { hitsByTier, hits, currency, saved, netSaved, feedback, ...stats } = this.#stats;
    show(
      "cache-tiles",
      ...tiles([
        ["Since", stats.sinceMs === undefined ? "no look-up yet" : instant(stats.sinceMs)],
        ["Look-ups", whole(stats.lookups)],
        ["Hit ratio", percent(stats.hitRatio)],
        ["Saved by hits", money(saved.money, currency)],
        ["Net of embeddings and Redis", money(netSaved, currency), netSaved < 0 ? "bad" : undefined],
        ["Tokens not used again", `${whole(saved.inputTokens)} in, ${whole(saved.outputTokens)} out`],
        ["Entries", `${whole(stats.entries)}, ${bytes(stats.bytes)}`],
        ["Verdicts", `${whole(feedback.correct)} right, ${whole(feedback.incorrect)} wrong`],
        ...failureTiles(stats.backgroundFailures),
      ]),
    );
    show(
      "cache-tiers",
      table(
        "Hits by tier",
        ["Tier", number("Hits"), number("Of all hits")],
        Object.entries(hitsByTier).map(([tier, count]) => [
          tier,
          whole(count),
          percent(hits === 0 ? undefined : count / hits),
        ]),
      ),
    );
    this.#drawSimilarities();
  }

  #drawSimilarities() {
    const mark = byId("mark").valueAsNumber;
    if (this.#stats === undefined || !(mark >= 0 && mark <= 1)) return;
    const { binWidth, counts } = this.#stats.similarity;
    show(
      "histogram",
      similarityPlot({
        title: "Similarity of the nearest entry, of look-ups that searched by meaning",
        binWidth,
        names: ["hits", "misses"],
        counts: [counts.hit, counts.miss],
        mark,
      }),
    );
    const all = counts.hit.map((count, bin) => count + counts.miss[bin]);
    // The bin of the mark counts as above it: a bin is not divided.
    const from = Math.floor(mark / binWidth + 1e-9);
    const sum = (list) => list.reduce((total, count) => total + count, 0);
    byId("mark-result").textContent =
      `${percent(sum(all) === 0 ? undefined : sum(all.slice(from)) / sum(all))} of these look-ups have an entry at least so near`;
  }
}

/** What failed in the background of the dashboard's own cache, such as a sweep without the right to it. */
function failureTiles(failures) {
  return Object.entries(failures).map(([job, byCode]) => {
    const counts = Object.entries(byCode).map(([code, count]) => `${code} ${whole(count)}`);
    return [`Failed here: ${job}`, counts.join(", "), "bad"];
  });
}
