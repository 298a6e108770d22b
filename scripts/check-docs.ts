/** `npm run check:docs [-- --update]`: README, room map and links against the code. */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { ERROR_CODES } from "../src/errors/index.js";
import { checkDocs } from "./checks/docs.js";
import { finishCheck } from "./checks/problem.js";

const { values } = parseArgs({ options: { update: { type: "boolean", default: false } } });
const { pages, problems } = checkDocs(resolve(import.meta.dirname, ".."), {
  errorCodes: Object.keys(ERROR_CODES),
  update: values.update,
});
finishCheck("docs", problems, `${pages} pages`);
