/** Plots as SVG text: no dependency, readable on light and dark pages. */
export { barPlot } from "./bar-plot.js";
export { linearScale, logScale, nearOneScale } from "./scale.js";
export { linePlot, pointPlot, type Series } from "./xy-plot.js";
