import { horizontalLine, verticalAxis, yOf } from "./axes.js";
import { COLOURS, PLOT, page } from "./page.js";
import { linearScale } from "./scale.js";
import { element, text } from "./svg.js";

export interface BarPlot {
  readonly title: string;
  readonly subtitle: string;
  /** What the groups are. */
  readonly xLabel: string;
  /** What the heights are, with their unit. */
  readonly yLabel: string;
  /** Names of the bars of each group, at most eight. */
  readonly bars: readonly string[];
  readonly groups: readonly { readonly name: string; readonly values: readonly number[] }[];
}

/** Groups of bars side by side, from zero, with their values on top. */
export function barPlot({ title, subtitle, xLabel, yLabel, bars, groups }: BarPlot): string {
  const largest = Math.max(...groups.flatMap(({ values }) => values));
  const y = linearScale(0, largest * 1.1);
  const bottom = PLOT.top + PLOT.height;
  const groupWidth = PLOT.width / groups.length;
  const barWidth = (groupWidth * 0.86) / bars.length;
  const drawn = groups.flatMap(({ name, values }, group) => {
    const left = PLOT.left + groupWidth * (group + 0.07);
    return [
      text(PLOT.left + groupWidth * (group + 0.5), bottom + 18, name, { "text-anchor": "middle" }),
      ...values.flatMap((value, bar) => {
        const [x, top] = [left + bar * barWidth, yOf(y, value)];
        const size = { width: barWidth - 3, height: bottom - top };
        return [
          element("rect", { x, y: top, ...size, fill: COLOURS[bar]! }),
          text(x + size.width / 2, top - 4, Math.round(value).toLocaleString("en"), {
            "text-anchor": "middle",
            "font-size": 9,
          }),
        ];
      }),
    ];
  });
  const legend = bars.map((name, bar) => ({
    name,
    mark: (x: number, height: number) =>
      element("rect", { x, y: height - 7, width: 26, height: 14, fill: COLOURS[bar]! }),
  }));
  return page(title, subtitle, [...verticalAxis(y, yLabel), ...horizontalLine(xLabel), ...drawn], legend);
}
