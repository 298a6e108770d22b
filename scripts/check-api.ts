/** `npm run check:api [-- --update]` compares the public names of every entry point with the snapshots in test/api. */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { emitDeclarations } from "./build/emit-declarations.js";
import { checkApi } from "./checks/api.js";
import { finishCheck } from "./checks/problem.js";

const root = resolve(import.meta.dirname, "..");
const { values } = parseArgs({ options: { update: { type: "boolean", default: false } } });

// The declarations are emitted from the sources, because those in dist may be out of date.
using emitted = await emitDeclarations(root);
const { entryPoints, problems, diffs } = checkApi(root, emitted.folder, values.update);
for (const diff of diffs) console.error(diff);
finishCheck("api", problems, `${entryPoints} entry points`);
