import { el, svg } from "./dom.js";

/** In units of the drawing, which is as wide as its place on the page. */
const WIDTH = 360;
const HEIGHT = 150;
const LEFT = 48;
const RIGHT = 8;
const TOP = 8;
const BOTTOM = 20;

/** The least 1, 2 or 5 times a power of ten that is not below the value. */
export function roundUp(value) {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5].find((multiple) => multiple * power >= value) ?? 10) * power;
}

/** Runs of neighbouring points that all have a value, so that a gap is no line. */
export function runsOf(points) {
  const runs = [];
  let run = [];
  for (const point of points) {
    if (Number.isFinite(point.y)) run.push(point);
    else if (run.length > 0) {
      runs.push(run);
      run = [];
    }
  }
  if (run.length > 0) runs.push(run);
  return runs;
}

/**
 * Lines over time. `series`: up to four, each `{ name, points: { x: ms, y }[] }`.
 *
 * @param {{ title: string, series: any[], text: (value: number) => string, top?: number }} plot
 */
export function timePlot({ title, series, text, top }) {
  const times = series.flatMap(({ points }) => points.map(({ x }) => x));
  const values = series.flatMap(({ points }) => points.map(({ y }) => y)).filter(Number.isFinite);
  const from = Math.min(...times);
  const to = Math.max(...times);
  const most = top ?? roundUp(Math.max(...values, 0));
  const x = (time) => LEFT + ((WIDTH - LEFT - RIGHT) * (time - from)) / Math.max(1, to - from);
  const latest = series.map(({ name, points }) => {
    const last = points.at(-1)?.y;
    return { name, text: Number.isFinite(last) ? text(last) : "–" };
  });
  const drawn = series.flatMap(({ points }, at) =>
    runsOf(points).map((run) =>
      svg("polyline", {
        class: `series series-${at + 1}`,
        points: run.map((point) => `${round(x(point.x))},${round(height(point.y, most))}`).join(" "),
      }),
    ),
  );
  const seconds = times.length === 0 ? 0 : Math.round((to - from) / 1000);
  return figure(
    title,
    `${title}: ${latest.map((one) => `${one.name} ${one.text}`).join(", ")}; the latest ${seconds} seconds`,
    latest.map((one, at) => el("span", {}, key(`series series-${at + 1}`), ` ${one.name} ${one.text}`)),
    [
      ...grid(most, text),
      ...drawn,
      svg("text", { x: LEFT, y: HEIGHT - 5 }, `${seconds} s ago`),
      svg("text", { x: WIDTH - RIGHT, y: HEIGHT - 5, "text-anchor": "end" }, "now"),
    ],
  );
}

/**
 * Counts by similarity: two stacks of bars, and a mark. Bins below all counts are left out.
 *
 * @param {{ title: string, binWidth: number, names: [string, string], counts: [number[], number[]], mark: number }} plot
 */
export function similarityPlot({ title, binWidth, names, counts, mark }) {
  const [first, second] = counts;
  const sums = first.map((count, bin) => count + second[bin]);
  const lowest = sums.findIndex((sum) => sum > 0);
  const start = Math.max(
    0,
    Math.min(lowest < 0 ? Number.POSITIVE_INFINITY : lowest, Math.floor(mark / binWidth) - 2),
  );
  const most = roundUp(Math.max(...sums, 1));
  const width = (WIDTH - LEFT - RIGHT) / (sums.length - start);
  const x = (bin) => LEFT + width * (bin - start);
  const bars = sums.flatMap((sum, bin) => {
    if (bin < start || sum === 0) return [];
    const split = height(first[bin], most);
    const top = height(sum, most);
    const range = `${(bin * binWidth).toFixed(2)} to ${((bin + 1) * binWidth).toFixed(2)}`;
    const name = svg("title", {}, `${range}: ${names[0]} ${first[bin]}, ${names[1]} ${second[bin]}`);
    return [
      svg(
        "g",
        {},
        name,
        bar("bar-1", x(bin), width, split, height(0, most)),
        bar("bar-2", x(bin), width, top, split),
      ),
    ];
  });
  const at = x(mark / binWidth);
  const total = (list) => list.reduce((sum, count) => sum + count, 0).toLocaleString("en-US");
  return figure(
    title,
    `${title}: ${names[0]} ${total(first)}, ${names[1]} ${total(second)}; threshold ${mark}`,
    names.map((name, one) => el("span", {}, key(`bar-${one + 1}`), ` ${name} ${total(counts[one])}`)),
    [
      ...grid(most, (value) => value.toLocaleString("en-US")),
      ...bars,
      svg("line", { class: "mark", x1: round(at), x2: round(at), y1: TOP, y2: HEIGHT - BOTTOM }),
      markText(at, `threshold ${mark}`),
      svg("text", { x: LEFT, y: HEIGHT - 5 }, (start * binWidth).toFixed(2)),
      svg("text", { x: WIDTH - RIGHT, y: HEIGHT - 5, "text-anchor": "end" }, "similarity 1.00"),
    ],
  );
}

/**
 * Shares, 0 to 1, by similarity, and a mark where one was chosen.
 *
 * @param {{ title: string, series: any[], mark: number | undefined }} plot
 */
export function sharePlot({ title, series, mark }) {
  const all = series.flatMap(({ points }) => points.map(({ x }) => x));
  const from = Math.min(...all);
  const to = Math.max(...all);
  const x = (value) => LEFT + ((WIDTH - LEFT - RIGHT) * (value - from)) / Math.max(1e-9, to - from);
  const lines = series.map(({ points }, at) =>
    svg("polyline", {
      class: `series series-${at + 1}`,
      points: points.map((point) => `${round(x(point.x))},${round(height(point.y, 1))}`).join(" "),
    }),
  );
  const marked =
    mark === undefined
      ? []
      : [
          svg("line", {
            class: "mark",
            x1: round(x(mark)),
            x2: round(x(mark)),
            y1: TOP,
            y2: HEIGHT - BOTTOM,
          }),
        ];
  return figure(
    title,
    `${title}; the table below has the same figures`,
    series.map(({ name }, at) => el("span", {}, key(`series series-${at + 1}`), ` ${name}`)),
    [
      ...grid(1, (value) => `${100 * value} %`),
      ...lines,
      ...marked,
      svg("text", { x: LEFT, y: HEIGHT - 5 }, from.toFixed(3)),
      svg("text", { x: WIDTH - RIGHT, y: HEIGHT - 5, "text-anchor": "end" }, `threshold ${to.toFixed(3)}`),
    ],
  );
}

function figure(title, label, legend, drawing) {
  return el(
    "figure",
    {},
    el("figcaption", {}, el("strong", {}, title), ...legend),
    svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label }, ...drawing),
  );
}

/** What a line or bar looks like, for the legend. */
function key(kind) {
  const mark = kind.startsWith("bar")
    ? svg("rect", { class: kind, width: 24, height: 8 })
    : svg("line", { class: kind, x1: 0, x2: 24, y1: 4, y2: 4 });
  return svg("svg", { class: "key", viewBox: "0 0 24 8", "aria-hidden": "true" }, mark);
}

/** Beside the mark, on the side that has room. */
function markText(x, text) {
  const isRight = x < WIDTH / 2;
  const place = { x: round(x) + (isRight ? 4 : -4), "text-anchor": isRight ? "start" : "end" };
  return svg("text", { ...place, y: TOP + 9 }, text);
}

function grid(most, text) {
  return [0, most / 2, most].flatMap((value) => {
    const y = round(height(value, most));
    return [
      svg("line", { class: "grid", x1: LEFT, x2: WIDTH - RIGHT, y1: y, y2: y }),
      svg("text", { x: LEFT - 4, y: y + 3, "text-anchor": "end" }, text(value)),
    ];
  });
}

function bar(kind, x, width, top, bottom) {
  return svg("rect", {
    class: kind,
    x: round(x + 0.5),
    y: round(top),
    width: round(Math.max(0.5, width - 1)),
    height: round(Math.max(0, bottom - top)),
  });
}

function height(value, most) {
  return TOP + (HEIGHT - TOP - BOTTOM) * (1 - Math.min(1, value / most));
}

function round(value) {
  return Math.round(value * 100) / 100;
}
