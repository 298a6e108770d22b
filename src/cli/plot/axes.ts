import { PLOT } from "./page.js";
import { type Scale, tickLabel } from "./scale.js";
import { element, text } from "./svg.js";

export function xOf(scale: Scale, value: number): number {
  return PLOT.left + PLOT.width * scale.place(value);
}

export function yOf(scale: Scale, value: number): number {
  return PLOT.top + PLOT.height * (1 - scale.place(value));
}

/** The vertical axis: label, ticks, and a grid line across the plot for each. */
export function verticalAxis(scale: Scale, label: string): string[] {
  const [x, y] = [18, PLOT.top + PLOT.height / 2];
  const right = PLOT.left + PLOT.width;
  return [
    text(x, y, label, { "text-anchor": "middle", transform: `rotate(-90 ${x} ${y})` }),
    ...scale.ticks.flatMap((tick) => {
      const at = yOf(scale, tick);
      return [
        line(PLOT.left, at, right, at, "grid"),
        text(PLOT.left - 8, at + 4, tickLabel(tick), { "text-anchor": "end" }),
      ];
    }),
    line(PLOT.left, PLOT.top, PLOT.left, PLOT.top + PLOT.height, "axis"),
  ];
}

/** The horizontal axis with ticks at values. */
export function horizontalAxis(scale: Scale, label: string): string[] {
  const bottom = PLOT.top + PLOT.height;
  return [
    ...horizontalLine(label),
    ...scale.ticks.flatMap((tick) => {
      const at = xOf(scale, tick);
      return [
        line(at, PLOT.top, at, bottom, "grid"),
        text(at, bottom + 18, tickLabel(tick), { "text-anchor": "middle" }),
      ];
    }),
  ];
}

/** The horizontal axis with its label and no ticks. */
export function horizontalLine(label: string): string[] {
  const bottom = PLOT.top + PLOT.height;
  return [
    text(PLOT.left + PLOT.width / 2, bottom + 44, label, { "text-anchor": "middle" }),
    line(PLOT.left, bottom, PLOT.left + PLOT.width, bottom, "axis"),
  ];
}

function line(x1: number, y1: number, x2: number, y2: number, kind: "grid" | "axis"): string {
  const stroke = kind === "grid" ? "#d8dee4" : "#59636e";
  return element("line", { x1, y1, x2, y2, class: kind, stroke });
}
