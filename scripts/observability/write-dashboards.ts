/** `npx tsx scripts/observability/write-dashboards.ts` writes the files that Grafana reads. A unit test compares them. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DASHBOARDS, grafanaDashboard } from "./dashboards/index.js";

const folder = join(import.meta.dirname, "grafana/dashboards");
mkdirSync(folder, { recursive: true });
for (const dashboard of DASHBOARDS) {
  const text = JSON.stringify(grafanaDashboard(dashboard), undefined, 2);
  writeFileSync(join(folder, `${dashboard.uid}.json`), `${text}\n`);
}
