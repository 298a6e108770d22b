/** Node's modules without I/O: bytes, hashes, the machine's byte order. */
export const PURE_NODE_MODULES: ReadonlySet<string> = new Set([
  "node:buffer",
  "node:crypto",
  "node:os",
  "node:util",
]);
