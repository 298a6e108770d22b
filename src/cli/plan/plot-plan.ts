import { linearScale, linePlot } from "../plot/index.js";
import { wholeText } from "../terminal/figures.js";
import type { CapacityPlan } from "./plan-capacity.js";

const GB = 1e9;
const LEAST_DAYS = 30;
const MOST_DAYS = 3_650;

/** Used memory over the coming days against `maxmemory`, as SVG. */
export function plotPlan({ input, memory, limit }: CapacityPlan): string {
  const days = Math.min(MOST_DAYS, Math.max(LEAST_DAYS, 1.25 * (limit.days ?? 365)));
  const growthGb = (input.growthPerDay * memory.bytesPerElement) / GB;
  const [usedGb, limitGb] = [memory.usedBytes / GB, limit.bytes / GB];
  const line = (name: string, at: (day: number) => number) => ({
    name,
    points: [0, days].map((x) => ({ x, y: at(x) })),
  });
  return linePlot({
    title: "Used memory and maxmemory",
    subtitle: `${wholeText(input.elements)} elements of ${input.dimension} dimensions (${input.quantization}), and ${wholeText(input.growthPerDay)} more each day`,
    x: { label: "days from now", scale: linearScale(0, days) },
    y: {
      label: "GB of all primaries",
      scale: linearScale(0, 1.1 * Math.max(limitGb, usedGb + growthGb * days)),
    },
    series: [line("used memory", (day) => usedGb + growthGb * day), line("maxmemory", () => limitGb)],
  });
}
