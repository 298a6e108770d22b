import { horizontalAxis, verticalAxis, xOf, yOf } from "./axes.js";
import { COLOURS, DASHES, page } from "./page.js";
import type { Scale } from "./scale.js";
import { element, round, text } from "./svg.js";

export interface Axis {
  /** With its unit. */
  readonly label: string;
  readonly scale: Scale;
}

export interface Series {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface XyPlot {
  readonly title: string;
  readonly subtitle: string;
  readonly x: Axis;
  readonly y: Axis;
  /** At most eight. */
  readonly series: readonly Series[];
}

/** Draws one series, or its mark in the legend. */
interface Drawing {
  readonly series: (points: Series["points"], plot: XyPlot, number: number) => string;
  readonly mark: (left: number, height: number, number: number) => string;
}

/** Series as lines: for distributions. Points beyond the axes are left out. */
export function linePlot(plot: XyPlot): string {
  return xyPlot(plot, {
    series: (points, { x, y }, number) =>
      element("polyline", {
        points: points
          .map((point) => `${round(xOf(x.scale, point.x))},${round(yOf(y.scale, point.y))}`)
          .join(" "),
        fill: "none",
        ...strokeOf(number),
      }),
    mark: (left, height, number) =>
      element("line", { x1: left, y1: height, x2: left + 26, y2: height, ...strokeOf(number) }),
  });
}

/** Series as dots with the series' number beside them: for a few points each. */
export function pointPlot(plot: XyPlot): string {
  return xyPlot(plot, {
    series: (points, { x, y }, number) =>
      points
        .map((point) => {
          const [at, height] = [xOf(x.scale, point.x), yOf(y.scale, point.y)];
          // Numbers stand left and right in turn: what costs the same often does much the same.
          const side = number % 2 === 0 ? -1 : 1;
          const place = { "text-anchor": side < 0 ? "end" : "start" };
          return dot(at, height, number) + text(at + 9 * side, height + 4, String(number + 1), place);
        })
        .join(""),
    mark: (left, height, number) => dot(left + 13, height, number),
  });
}

function xyPlot(plot: XyPlot, drawing: Drawing): string {
  const { title, subtitle, x, y, series } = plot;
  const body = [
    ...verticalAxis(y.scale, y.label),
    ...horizontalAxis(x.scale, x.label),
    ...series.map(({ points }, number) => {
      const inside = points.filter((point) => isInside(x.scale, point.x) && isInside(y.scale, point.y));
      return drawing.series(inside, plot, number);
    }),
  ];
  const legend = series.map(({ name }, number) => ({
    name: `${number + 1}  ${name}`,
    mark: (left: number, height: number) => drawing.mark(left, height, number),
  }));
  return page(title, subtitle, body, legend);
}

function isInside(scale: Scale, value: number): boolean {
  const place = scale.place(value);
  return place >= -1e-9 && place <= 1 + 1e-9;
}

function dot(cx: number, cy: number, number: number): string {
  return element("circle", { cx, cy, r: 5, fill: COLOURS[number]!, "fill-opacity": 0.85 });
}

function strokeOf(number: number): Record<string, string | number> {
  return { stroke: COLOURS[number]!, "stroke-width": 2, "stroke-dasharray": DASHES[number]! };
}
