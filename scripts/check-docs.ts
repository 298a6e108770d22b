/** `npm run check:docs [-- --update]` compares every page with the code, and checks the rules for all pages. */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { ERROR_CODES } from "../src/errors/index.js";
import { faultTable } from "../test/faults/fault-table.js";
import { commandTables } from "./checks/command-tables.js";
import { checkDocs } from "./checks/docs.js";
import { mcpToolTable } from "./checks/mcp-tool-table.js";
import { optionTables } from "./checks/option-tables.js";
import { finishCheck } from "./checks/problem.js";
import { findMissingRooms, renderRoomMap } from "./checks/room-map.js";
import { ROOM_TABLE } from "./checks/room-table.js";
import { telemetryTables } from "./checks/telemetry-tables.js";

const { values } = parseArgs({ options: { update: { type: "boolean", default: false } } });
const root = resolve(import.meta.dirname, "..");
const options = optionTables(root);
const { pages, problems } = checkDocs(root, {
  errorCodes: ERROR_CODES,
  tables: new Map([
    ["rooms", renderRoomMap(ROOM_TABLE)],
    ["failures", faultTable()],
    ["mcp tools", mcpToolTable()],
    ...commandTables(),
    ...telemetryTables(),
    ...options.tables,
  ]),
  update: values.update,
});
finishCheck(
  "docs",
  [...findMissingRooms(root, ROOM_TABLE), ...options.problems, ...problems],
  `${pages} pages`,
);
