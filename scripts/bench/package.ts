import { resolve } from "node:path";
import type { Bench } from "./bench.js";
import { largestFolderCycle, largestRoomCycle } from "./package/import-cycles.js";
import { importOf } from "./package/import-time.js";
import { installPackage } from "./package/installed-package.js";
import { publicSurface } from "./package/public-surface.js";
import { cacheLines, pageFigures } from "./package/text-figures.js";
import { runRounds, type Slot } from "./rounds.js";
import { median } from "./statistics.js";
import { printTargets } from "./table.js";

const ROOT = resolve(import.meta.dirname, "../..");

/** Two packages that `octavec` loads in any case; what it adds to them is its own. */
const BASE = ["@redis/client", "zod"];

/** Each figure's title and most that it may be. */
const FIGURES = {
  importRatio: { title: `import of octavec against ${BASE.join(" and ")}`, target: 1.35 },
  unpackedBytes: { title: "bytes of the unpacked package", target: 2_000_000 },
  packageFiles: { title: "files of the package", target: 120 },
  cacheLines: { title: "lines in src/cache without learning", target: 10_500 },
  largestCycle: { title: "folders in the largest import cycle in src", target: 0 },
  largestRoomCycle: { title: "rooms in the largest import cycle in src", target: 0 },
  options: { title: "options of SemanticCache", target: 28 },
  members: { title: "members of SemanticCache", target: 14 },
  exports: { title: "names of octavec/cache", target: 80 },
  readmeBytes: { title: "bytes of README.md", target: 20_000 },
  longestLine: { title: "characters of the longest line of prose", target: 400 },
} as const;
type Figures = Record<keyof typeof FIGURES, number>;

/** What the package costs whoever installs, imports, learns or reads it. Needs no server. */
export const packageBench: Bench = {
  question: "the package: time to import, size, import cycles, public names and pages",
  defaultRounds: 15,
  async run(context) {
    using installed = installPackage(ROOT);
    const { consumer, unpackedBytes, packageFiles } = installed;
    const contenders = {
      octavec: importOf(consumer, ["octavec"]),
      base: importOf(consumer, BASE),
    };
    const { rounds, random, onSlot } = context;
    context.expectSlots(Object.keys(contenders).length * (rounds + 1));
    const slots = await runRounds<keyof typeof contenders>(contenders, { rounds, random, onSlot });
    const importMs = { octavec: medianMs(slots.octavec), base: medianMs(slots.base) };
    const folders = largestFolderCycle(ROOT);
    const figures: Figures = {
      importRatio: importMs.octavec / importMs.base,
      unpackedBytes,
      packageFiles,
      cacheLines: cacheLines(ROOT),
      largestCycle: folders.length,
      largestRoomCycle: largestRoomCycle(ROOT).length,
      ...publicSurface(consumer),
      ...pageFigures(ROOT),
    };
    printTargets(FIGURES, figures, textOf);
    console.log(`\nImport: ${importMs.octavec.toFixed(0)} ms against ${importMs.base.toFixed(0)} ms.`);
    if (folders.length > 0) console.log(`Folders of the largest cycle: ${folders.join(", ")}`);
    return { ...figures, importMs, cycle: folders };
  },
};

function medianMs(slots: readonly Slot[]): number {
  return median(slots.flatMap(({ latenciesMs }) => latenciesMs));
}

function textOf(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString("en") : value.toFixed(2);
}
