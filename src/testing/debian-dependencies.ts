/**
 * Which packages the server needs to run, out of what `apt-cache depends --recurse` prints: a package name at the
 * start of a line, its dependencies indented below it.
 *
 * Followed are the server's own packages and libraries. What else they depend on (adduser, init scripts, the compiler's
 * documentation) serves an installation, and nothing is installed here. Asking for the names instead of keeping a list
 * of them survives a new release with other library versions (`libssl3t64`).
 */
export function runtimePackages(dependsOutput: string): string[] {
  const dependencies = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of dependsOutput.split("\n")) {
    const dependency = /^[ |]+(?:Pre)?Depends: (\S+)/.exec(line)?.[1];
    if (dependency !== undefined) current.push(dependency);
    else if (/^\S/.test(line)) {
      current = [];
      dependencies.set(line.trim(), current);
    }
  }
  const needed = new Set<string>();
  const open = ["redis-server"];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (needed.has(name) || !dependencies.has(name) || !/^(redis-|lib|zlib)/.test(name)) continue;
    needed.add(name);
    open.push(...(dependencies.get(name) ?? []));
  }
  return [...needed].sort();
}
