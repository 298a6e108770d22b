import { connections } from "./connections.js";
import { cost } from "./cost.js";
import { gateway } from "./gateway.js";
import type { Dashboard } from "./grafana.js";
import { overview } from "./overview.js";
import { semanticCache } from "./semantic-cache.js";
import { vectorSets } from "./vector-sets.js";

export { type Dashboard, grafanaDashboard } from "./grafana.js";

export const DASHBOARDS: readonly Dashboard[] = [
  overview,
  vectorSets,
  semanticCache,
  connections,
  cost,
  gateway,
];
