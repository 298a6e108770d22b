/** A query in PromQL. `$job` stands for the chosen jobs, `$__rate_interval` for the window of rates. */
export interface Query {
  readonly expr: string;
  /** Text of the legend: `{{label}}` stands for a label. */
  readonly legend: string;
}

/** Units by Grafana's names: https://grafana.com/docs/grafana/latest/panels-visualizations/configure-standard-options/ */
export type Unit = "short" | "percentunit" | "s" | "bytes" | "Bps" | "ops" | "reqps" | "none";

export interface Panel {
  readonly title: string;
  /** What the panel shows and how to read it. */
  readonly description: string;
  readonly unit: Unit;
  /** `stat`: the last value as a number. Default `timeseries`. */
  readonly kind?: "stat" | "timeseries";
  readonly queries: readonly Query[];
}

export interface Dashboard {
  /** Part of the dashboard's address in Grafana, and name of its file. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** A metric that each process of these dashboards has: its jobs can be chosen. */
  readonly jobsOf: string;
  readonly panels: readonly Panel[];
}

const SCHEMA_VERSION = 39;
const DATASOURCE = { type: "prometheus", uid: "$datasource" } as const;
const COLUMNS = 24;
const SIZES = { stat: { w: 6, h: 5 }, timeseries: { w: 12, h: 8 } } as const;

/** The dashboard in the form that Grafana reads. */
export function grafanaDashboard({ uid, title, description, jobsOf, panels }: Dashboard) {
  return {
    uid,
    title,
    description,
    tags: ["octavec"],
    schemaVersion: SCHEMA_VERSION,
    version: 1,
    editable: true,
    graphTooltip: 1,
    timezone: "browser",
    refresh: "30s",
    time: { from: "now-6h", to: "now" },
    annotations: { list: [] },
    links: [
      {
        title: "octavec",
        type: "dashboards",
        tags: ["octavec"],
        asDropdown: true,
        keepTime: true,
        includeVars: true,
      },
    ],
    templating: { list: variables(jobsOf) },
    panels: placed(panels),
  };
}

function variables(jobsOf: string) {
  const query = `label_values(${jobsOf}, job)`;
  return [
    { name: "datasource", label: "Data source", type: "datasource", query: "prometheus" },
    {
      name: "job",
      label: "Job",
      type: "query",
      datasource: DATASOURCE,
      definition: query,
      query: { query, refId: "jobs" },
      refresh: 2,
      sort: 1,
      multi: true,
      includeAll: true,
      allValue: ".+",
      current: { text: ["All"], value: ["$__all"] },
    },
  ];
}

/** Panels from left to right, in rows. */
function placed(panels: readonly Panel[]) {
  let [x, y, rowHeight] = [0, 0, 0];
  return panels.map((panel, index) => {
    const { w, h } = SIZES[panel.kind ?? "timeseries"];
    if (x + w > COLUMNS) {
      y += rowHeight;
      x = 0;
      rowHeight = 0;
    }
    const gridPos = { x, y, w, h };
    x += w;
    rowHeight = Math.max(rowHeight, h);
    return { id: index + 1, gridPos, ...grafanaPanel(panel) };
  });
}

function grafanaPanel({ title, description, unit, kind = "timeseries", queries }: Panel) {
  const targets = queries.map(({ expr, legend }, index) => ({
    refId: String.fromCharCode("A".charCodeAt(0) + index),
    datasource: DATASOURCE,
    expr,
    legendFormat: legend,
    range: true,
    instant: false,
  }));
  const common = { type: kind, title, description, datasource: DATASOURCE, targets };
  if (kind === "stat") {
    return {
      ...common,
      fieldConfig: { defaults: { unit }, overrides: [] },
      options: { reduceOptions: { calcs: ["lastNotNull"], fields: "", values: false }, colorMode: "none" },
    };
  }
  return {
    ...common,
    fieldConfig: { defaults: { unit, custom: { fillOpacity: 10, showPoints: "never" } }, overrides: [] },
    options: {
      legend: { displayMode: "list", placement: "bottom", showLegend: true },
      tooltip: { mode: "multi", sort: "desc" },
    },
  };
}
