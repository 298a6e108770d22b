import { element, text } from "./svg.js";

/** Where things lie on the page, in pixels. */
const WIDTH = 860;
const HEIGHT = 460;
export const PLOT = { left: 76, top: 66, width: 560, height: 320 } as const;
const LEGEND_LEFT = PLOT.left + PLOT.width + 22;

/** Eight colours that differ for colour-blind readers and show on white and on black. */
export const COLOURS = [
  "#0a7bc2",
  "#d55e00",
  "#009e73",
  "#b8639a",
  "#c98a00",
  "#6f6fd0",
  "#8a8a8a",
  "#c0392b",
] as const;

/** So that lines can be told apart without colour too. */
export const DASHES = ["none", "7 3", "2 3", "10 3 2 3", "none", "7 3", "2 3", "10 3 2 3"] as const;

/** Attributes paint for a light page; the style sheet repaints ink, grid and paper where the reader prefers dark. */
const STYLE =
  "@media (prefers-color-scheme:dark){.paper{fill:#0d1117}.ink{fill:#e6edf3}.grid{stroke:#30363d}.axis{stroke:#9198a1}}";

/** A whole SVG document: paper, title, the plot itself, legend. */
export function page(
  title: string,
  subtitle: string,
  body: readonly string[],
  legend: readonly { name: string; mark: (x: number, y: number) => string }[],
): string {
  return `${element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      width: WIDTH,
      height: HEIGHT,
      role: "img",
      // As attributes, which single texts may overrule; a style sheet would overrule them.
      "font-family": "system-ui, sans-serif",
      "font-size": 12,
    },
    element("title", {}, title.replaceAll("&", "&amp;").replaceAll("<", "&lt;")),
    element("style", {}, STYLE),
    element("rect", { class: "paper", width: WIDTH, height: HEIGHT, fill: "#ffffff" }),
    text(PLOT.left, 26, title, { "font-size": 16, "font-weight": "bold" }),
    text(PLOT.left, 46, subtitle),
    ...body,
    ...legend.flatMap(({ name, mark }, row) => {
      const y = PLOT.top + 12 + 22 * row;
      return [mark(LEGEND_LEFT, y), text(LEGEND_LEFT + 34, y + 4, name)];
    }),
  )}\n`;
}
