import { checkPlace, writeWhole } from "../calibrate/write-whole.js";
import { formatPlan } from "../plan/format-plan.js";
import { type PlanInput, planCapacity } from "../plan/plan-capacity.js";
import { plotPlan } from "../plan/plot-plan.js";
import type { MakeCommand } from "../program/command-context.js";
import { commandOf } from "../program/help.js";
import { anyNumber, oneOf, wholeNumber } from "../program/option-values.js";
import { printJson } from "../program/print.js";
import { UsageError } from "../terminal/usage-error.js";

type PlanFlags = Omit<PlanInput, "elements" | "dimension" | "pricePerGbHour"> & {
  readonly elements?: number;
  readonly dimension?: number;
  readonly price?: number;
  readonly svg?: string;
  readonly json: boolean;
};

const MOST_ELEMENTS = 1e12;

/** `octavec plan`. */
export const planCommand: MakeCommand = () =>
  commandOf("plan", {
    about: "memory, nodes, load time, bandwidth and cost of a collection, without a server",
    more: "The report shows its formulas and measured constants. It asks no server; octavec bench measures the inserts of yours.",
    examples: [
      "octavec plan --elements 1000000 --dimension 768",
      "octavec plan --elements 5000000 --dimension 512 --growth-per-day 50000 --node-gb 16 --replicas 1 --price 0.02",
      "octavec plan --elements 1000000 --dimension 1536 --json --svg plan.svg",
    ],
  })
    .option("--elements <count>", "elements of the collection", wholeNumber("--elements", 0, MOST_ELEMENTS))
    .option("--dimension <count>", "numbers per vector", wholeNumber("--dimension", 1, 65_536))
    .option("--quantization <name>", "q8, none or bin", oneOf("--quantization", ["q8", "none", "bin"]), "q8")
    .option(
      "--precision <name>",
      "native, residual, int8 or float32: what is kept beside the set for rescoring",
      oneOf("--precision", ["native", "residual", "int8", "float32"]),
      "native",
    )
    .option("--m <links>", "links per node of the graph", wholeNumber("--m", 4, 4_096), 16)
    .option("--id-bytes <bytes>", "bytes of an id", wholeNumber("--id-bytes", 0, 1e6), 12)
    .option(
      "--payload-bytes <bytes>",
      "bytes of the attributes of one element, as JSON",
      wholeNumber("--payload-bytes", 0, 1e9),
      0,
    )
    .option(
      "--growth-per-day <count>",
      "elements that are added each day",
      wholeNumber("--growth-per-day", 0, MOST_ELEMENTS),
      0,
    )
    .option("--replicas <count>", "replicas of each primary", wholeNumber("--replicas", 0, 100), 0)
    .option("--node-gb <gb>", "memory of one node in GB (10^9 bytes)", anyNumber("--node-gb", 0.1, 1e6), 16)
    .option(
      "--maxmemory-gb <gb>",
      "maxmemory of one node in GB (default: 70 % of the node's memory)",
      anyNumber("--maxmemory-gb", 0.001, 1e6),
    )
    .option(
      "--searches-per-second <count>",
      "searches, for the bandwidth",
      anyNumber("--searches-per-second", 0, 1e9),
      0,
    )
    .option("--limit <count>", "hits per search, for the bandwidth", wholeNumber("--limit", 1, 100_000), 10)
    .option(
      "--writes-per-second <count>",
      "inserts per second that were measured (default: the estimate)",
      anyNumber("--writes-per-second", 0.001, 1e9),
    )
    .option("--price <money>", "price of 1 GB of a node's memory for an hour", anyNumber("--price", 0, 1e6))
    .option("--svg <file>", "draw used memory against maxmemory over the coming days")
    .option("--json", "print the plan as JSON", false)
    .action(async ({ elements, dimension, price, svg, json, ...rest }: PlanFlags) => {
      if (elements === undefined) throw new UsageError("--elements: expected a number of elements");
      if (dimension === undefined) throw new UsageError("--dimension: expected the numbers per vector");
      await checkPlace("--svg", svg);
      const plan = planCapacity({ ...rest, elements, dimension, pricePerGbHour: price }, Date.now());
      if (svg !== undefined) await writeWhole(svg, plotPlan(plan));
      if (json) printJson(plan);
      else console.log(formatPlan(plan));
    });
