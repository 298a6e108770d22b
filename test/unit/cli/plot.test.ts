import { expect, test } from "vitest";
import {
  barPlot,
  linearScale,
  linePlot,
  logScale,
  nearOneScale,
  pointPlot,
} from "../../../src/cli/plot/index.js";

const axes = {
  title: 'Errors < 1 & "more"',
  subtitle: "of nothing",
  x: { label: "error, cosine", scale: logScale(1e-6, 1e-2) },
  y: { label: "pairs, %", scale: linearScale(0, 10) },
};

test("a linear scale has round ticks between its ends and maps the ends to 0 and 1", () => {
  const scale = linearScale(0, 10);
  expect(scale.ticks).toEqual([0, 2, 4, 6, 8, 10]);
  expect([scale.place(0), scale.place(5), scale.place(10)]).toEqual([0, 0.5, 1]);
});

test("a logarithmic scale has ticks at powers of ten, or of two if there would be few", () => {
  expect(logScale(1e-6, 1e-2).ticks.map((tick) => tick.toExponential(0))).toEqual([
    "1e-6",
    "1e-5",
    "1e-4",
    "1e-3",
    "1e-2",
  ]);
  expect(logScale(32, 256).ticks.map(Math.round)).toEqual([32, 64, 128, 256]);
  expect(logScale(1, 100).place(10)).toBeCloseTo(0.5, 12);
});

test("a line of increasing values runs from the lower left to the upper right", () => {
  const svg = linePlot({
    ...axes,
    series: [
      {
        name: "a",
        points: [
          { x: 1e-6, y: 0 },
          { x: 1e-2, y: 10 },
        ],
      },
    ],
  });
  expect(svg).toContain('points="76,386 636,66"');
});

test("points beyond an axis are left out", () => {
  const points = [
    { x: 1e-6, y: 0 },
    { x: 1e-2, y: 10 },
    { x: 1, y: 10 },
  ];
  expect(linePlot({ ...axes, series: [{ name: "a", points }] })).toContain('points="76,386 636,66"');
});

test("on the scale near one, 0.9, 0.99 and 0.999 are equally spaced, and one is at the top", () => {
  const scale = nearOneScale(0.9);
  expect(scale.place(0.9)).toBe(0);
  expect(scale.place(0.99)).toBeCloseTo(1 / 3, 12);
  expect(scale.place(0.999)).toBeCloseTo(2 / 3, 12);
  expect(scale.place(1)).toBe(1);
  expect(scale.ticks).toEqual([0.9, 0.99, 0.999, 1]);
});

test("a plot has escaped titles and labels, and colours for light and dark pages", () => {
  const svg = pointPlot({ ...axes, series: [{ name: "q8 <b>", points: [{ x: 1e-4, y: 5 }] }] });
  expect(svg).toContain("Errors &lt; 1 &amp; ");
  expect(svg).toContain("error, cosine");
  expect(svg).toContain("pairs, %");
  expect(svg).toContain("1  q8 &lt;b>");
  expect(svg).toContain("prefers-color-scheme:dark");
  expect(svg.match(/<circle/g)).toHaveLength(2); // the point and its mark in the legend
});

test("bars begin at zero, and twice the value is twice as high", () => {
  const svg = barPlot({
    title: "t",
    subtitle: "s",
    xLabel: "dimensions",
    yLabel: "bytes",
    bars: ["a", "b"],
    groups: [{ name: "512", values: [100, 200] }],
  });
  const bars = [...svg.matchAll(/<rect x="[\d.]+" y="([\d.]+)" width="[\d.]+" height="([\d.]+)"/g)];
  const heights = bars.slice(0, 2).map((bar) => Number(bar[2]));
  expect(heights[1]! / heights[0]!).toBeCloseTo(2, 3);
  for (const bar of bars.slice(0, 2)) expect(Number(bar[1]) + Number(bar[2])).toBeCloseTo(386, 1);
});
