import type { ThresholdCalibration } from "../../learning/index.js";
import { linearScale, linePlot } from "../plot/index.js";

/** Precision with its interval, and hit rate, by threshold, as SVG. */
export function plotThreshold({ curve, chosen, targetPrecision, pairs }: ThresholdCalibration): string {
  // The precision of a few pairs is meaningless, and its line would jump.
  const shown = curve.filter(({ hits }) => hits >= Math.min(20, pairs));
  const thresholds = shown.map(({ threshold }) => threshold);
  const [from, to] = [Math.min(...thresholds), Math.max(...thresholds)];
  const lineOf = (name: string, share: (point: (typeof shown)[number]) => number) => ({
    name,
    points: shown.map((point) => ({ x: point.threshold, y: 100 * share(point) })),
  });
  const target = 100 * targetPrecision;
  return linePlot({
    title: "Hit rate and precision by threshold",
    subtitle:
      chosen === undefined
        ? `${pairs} labelled pairs; no threshold reaches ${target} % with confidence`
        : `${pairs} labelled pairs; ${chosen.threshold.toFixed(4)} is the lowest that reaches ${target} % with confidence`,
    x: { label: "threshold, cosine similarity", scale: linearScale(from, to > from ? to : from + 0.01) },
    y: { label: "%", scale: linearScale(0, 100) },
    series: [
      lineOf("precision: right hits of all hits", ({ precision }) => precision.share),
      lineOf("lower end of its 95 % interval", ({ precision }) => precision.low),
      lineOf("hit rate: hits of all pairs", ({ hitRate }) => hitRate),
      { name: "target", points: [from, to].map((x) => ({ x, y: target })) },
      ...(chosen === undefined
        ? []
        : [{ name: "chosen", points: [0, 100].map((y) => ({ x: chosen.threshold, y })) }]),
    ],
  });
}
