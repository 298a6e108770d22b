import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseModule } from "../../checks/module-imports.js";
import { ROOM_TABLE } from "../../checks/room-table.js";
import { listCodeFiles, resolveRelative, roomOf } from "../../checks/source-tree.js";

/**
 * The folders of the largest import cycle below the folder `within`. A file right in `src` counts as a folder.
 * The list is empty if there is no cycle.
 */
export function largestFolderCycle(root: string, within = "src"): string[] {
  return largestCycle(root, within, (file) => (dirname(file) === "src" ? file : dirname(file)));
}

/** The same for rooms of the room table. Folders inside a room count as the room. */
export function largestRoomCycle(root: string): string[] {
  return largestCycle(root, "src", (file) => roomOf(file, ROOM_TABLE)?.name ?? dirname(file));
}

/** The largest set of places that all reach each other by imports, type imports included. */
function largestCycle(root: string, within: string, placeOf: (file: string) => string): string[] {
  const graph = new Map<string, Set<string>>();
  const isWithin = (file: string) => file.startsWith(`${within}/`);
  for (const file of listCodeFiles(root).filter(isWithin)) {
    const place = placeOf(file);
    const targets = graph.get(place) ?? new Set();
    graph.set(place, targets);
    for (const { specifier } of parseModule(file, readFileSync(join(root, file), "utf8")).imports) {
      const target = specifier?.startsWith(".") ? resolveRelative(root, file, specifier) : undefined;
      if (target !== undefined && isWithin(target) && placeOf(target) !== place) targets.add(placeOf(target));
    }
  }
  const reached = new Map([...graph.keys()].map((place) => [place, reachedFrom(graph, place)]));
  return [...graph.keys()]
    .map((place) => [...graph.keys()].filter((other) => meet(reached, place, other)))
    .reduce((largest, cycle) => (cycle.length > largest.length ? cycle : largest), []);
}

/** Whether both places are on one cycle. A place is on a cycle with itself when it reaches itself. */
function meet(reached: ReadonlyMap<string, ReadonlySet<string>>, a: string, b: string): boolean {
  return reached.get(a)?.has(b) === true && reached.get(b)?.has(a) === true;
}

function reachedFrom(graph: ReadonlyMap<string, ReadonlySet<string>>, start: string): Set<string> {
  const reached = new Set<string>();
  const queue = [start];
  for (let place = queue.pop(); place !== undefined; place = queue.pop()) {
    for (const next of graph.get(place) ?? []) {
      if (reached.has(next)) continue;
      reached.add(next);
      queue.push(next);
    }
  }
  return reached;
}
