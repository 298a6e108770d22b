/** An import graph: file → the files that it imports. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/**
 * Finds cycles of the graph, each as `[a, b, …, a]`. It finds at least one in each strongly connected component, and none
 * twice. In a depth-first search, an edge to a file on the current path closes a cycle.
 */
export function findCycles(graph: ImportGraph): string[][] {
  const done = new Set<string>();
  const path: string[] = [];
  const cycles = new Map<string, string[]>();

  function visit(file: string): void {
    if (done.has(file)) return;
    const at = path.indexOf(file);
    if (at !== -1) {
      const cycle = path.slice(at);
      cycles.set([...cycle].sort().join("\n"), [...cycle, file]);
      return;
    }
    path.push(file);
    for (const next of graph.get(file) ?? []) visit(next);
    path.pop();
    done.add(file);
  }

  for (const file of graph.keys()) visit(file);
  return [...cycles.values()];
}
