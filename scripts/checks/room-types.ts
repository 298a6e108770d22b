/** A part of the code with one door. A folder's door is its `index.ts`; a single-file room is its own door. */
export interface Room {
  name: string;
  /** From the repository root: a folder, or a `.ts` file for a single-file room. */
  path: string;
  /** What the room owns, for the map in `src/README.md`. */
  owns: string;
  /** Names of the rooms below that it may import, types included. */
  mayImport: readonly string[];
  /** Names of further rooms of which it may only say `import type` or `export type`. */
  mayImportTypesOf?: readonly string[];
  /** No I/O: of Node's modules it may import only those in {@link PURE_NODE_MODULES}. */
  pure?: boolean;
}

/** Who may import a package. Packages without a rule are refused, so that run-time dependencies stay few. */
export interface PackageRule {
  /** The package's name; `*` at the end stands for the rest of a name. */
  name: string;
  rooms: readonly string[];
  /** Further single files, from the repository root; `*` stands for a part of a file name. */
  files?: readonly string[];
  /** Loaded by `await import(…)` at first use (`import type` is free): a heavy or optional package. */
  dynamic?: boolean;
}

export interface RoomTable {
  /** From top to bottom: an arrow always points to a later row. */
  rooms: readonly Room[];
  packages: readonly PackageRule[];
}
