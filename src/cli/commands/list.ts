import type { MakeCommand } from "../program/command-context.js";
import { adviseCommand } from "./advise.js";
import { benchCommand } from "./bench.js";
import { calibrateCommand } from "./calibrate.js";
import { configCommand } from "./config.js";
import { dashboardCommand } from "./dashboard.js";
import { doctorCommand } from "./doctor.js";
import { explainCommand } from "./explain.js";
import { exportCommand } from "./export.js";
import { mcpCommand } from "./mcp.js";
import { migrateCommand } from "./migrate.js";
import { planCommand } from "./plan.js";
import { redisCommand } from "./redis.js";
import { serveCommand } from "./serve.js";
import { statsCommand } from "./stats.js";
import { topCommand } from "./top.js";
import { tuneCommand } from "./tune.js";

/** Every command of the program, in the order of the help. A new command is one file in this folder, and one line here. */
export const COMMANDS: readonly MakeCommand[] = [
  doctorCommand,
  statsCommand,
  topCommand,
  adviseCommand,
  dashboardCommand,
  explainCommand,
  planCommand,
  benchCommand,
  calibrateCommand,
  tuneCommand,
  migrateCommand,
  exportCommand,
  serveCommand,
  mcpCommand,
  configCommand,
  redisCommand,
];
