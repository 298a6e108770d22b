/** `npm run check:api [-- --update]`: the public names of every entry point against test/api. */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { emitDeclarations } from "./build/emit-declarations.js";
import { checkApi } from "./checks/api.js";
import { finishCheck } from "./checks/problem.js";

const root = resolve(import.meta.dirname, "..");
const { values } = parseArgs({ options: { update: { type: "boolean", default: false } } });

// Declarations are emitted anew, so that an old dist cannot vouch for new sources.
using emitted = await emitDeclarations(root);
const { entryPoints, problems, diffs } = checkApi(root, emitted.folder, values.update);
for (const diff of diffs) console.error(diff);
finishCheck("api", problems, `${entryPoints} entry points`);
