/** A part of the code with one door: other rooms may import only its `index.ts`. A room can also be a single file. */
export interface Room {
  name: string;
  /** Path from the repository root: a folder, or a `.ts` file for a single-file room. */
  path: string;
  /** What the room contains, for the map in `src/rooms.md`. */
  owns: string;
  /** Names of the lower rooms that it may import, including types. */
  mayImport: readonly string[];
  /** Names of further rooms of which it may only import types. */
  mayImportTypesOf?: readonly string[];
  /** Whether it must do no I/O. It may then import only the modules of Node in `PURE_NODE_MODULES`. */
  pure?: boolean;
}

/** The rooms that may import a package. Rooms that load it in different ways have a rule each. A package without a rule is refused, so that there are few run-time dependencies. */
export interface PackageRule {
  /** The package's name. `*` at the end stands for the rest of a name. */
  name: string;
  rooms: readonly string[];
  /** Further single files, from the repository root. `*` stands for a part of a file name. */
  files?: readonly string[];
  /** Whether it must be loaded by `await import(…)` at first use, as a large or optional package. Types are exempt. */
  dynamic?: boolean;
}

export interface RoomTable {
  /** From top to bottom. A room may import only later rooms. */
  rooms: readonly Room[];
  packages: readonly PackageRule[];
}
