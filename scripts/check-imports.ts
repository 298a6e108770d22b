/** `npm run check:imports` checks the imports of every file against scripts/checks/room-table.ts. */
import { resolve } from "node:path";
import { checkImports } from "./checks/imports.js";
import { finishCheck } from "./checks/problem.js";

const { files, problems } = checkImports(resolve(import.meta.dirname, ".."));
finishCheck("imports", problems, `${files} files`);
