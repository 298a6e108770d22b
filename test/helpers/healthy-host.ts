/** Files of a machine as Redis wants it, whatever the machine of this run is like. */
export function healthyHost(path: string): string {
  return path.includes("hugepage") ? "always [madvise] never\n" : "1\n";
}

/** Settings with which nothing is found, beside what is known of the server's version. */
export const HEALTHY_ARGS: readonly string[] = ["--maxmemory", "500mb", "--appendonly", "yes"];

/** What is found on a healthy server of this version. */
export function isAboutVersion({ id }: { readonly id: string }): boolean {
  return id.startsWith("version-");
}
