/**
 * Finds the packages that the server needs to run in the output of `apt-cache depends --recurse`, where each package name at
 * the start of a line is followed by its indented dependencies.
 *
 * It follows the packages of Redis and libraries. Other dependencies (adduser, init scripts, documentation) are for an
 * installation, and nothing is installed here. A fixed list of names would break with a release that renames libraries
 * (`libssl3t64`).
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
