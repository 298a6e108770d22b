import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, inject, onTestFinished, test } from "vitest";
import { stringify } from "yaml";
import { type Alert, RULES_FILE, readRules } from "../../scripts/observability/read-rules.js";
import { ALERT_CASES, type AlertCase } from "./alert-cases.js";

const folder = inject("prometheusFolder");
const { alerts } = readRules();
const run = promisify(execFile);

/** Runs `promtool` and gives what it says; with a failure, it rejects with that. */
async function promtool(...args: string[]): Promise<string> {
  const { stdout, stderr } = await run(join(folder, "promtool"), args).catch((error: unknown) => {
    throw new Error(`promtool: ${Object(error).stdout}${Object(error).stderr}`);
  });
  return stdout + stderr;
}

test("each alert has a case in which it fires and clears", () => {
  expect([...new Set(ALERT_CASES.map(({ alert }) => alert))]).toEqual(alerts.map(({ alert }) => alert));
});

/** The text of an annotation, as Prometheus writes it. */
function written(text: string, labels: AlertCase["labels"]): string {
  return text.replace(/\{\{ \$labels\.(\w+) \}\}/g, (_, name: string) => labels[name] ?? "");
}

function firing({ labels, annotations }: Alert, { labels: own }: AlertCase) {
  const texts = Object.entries(annotations).map(([name, text]) => [name, written(text, own)]);
  return { exp_labels: { ...own, ...labels }, exp_annotations: Object.fromEntries(texts) };
}

function unitTest(example: AlertCase) {
  const rule = alerts.find(({ alert }) => alert === example.alert);
  if (rule === undefined) throw new Error(`there is no alert ${example.alert}`);
  const at = (minutes: number, exp_alerts: object[]) => ({
    eval_time: `${minutes}m`,
    alertname: example.alert,
    exp_alerts,
  });
  return {
    interval: "1m",
    input_series: Object.entries(example.series).map(([series, values]) => ({ series, values })),
    alert_rule_test: [at(example.firesAt, [firing(rule, example)]), at(example.clearsAt, [])],
  };
}

test.skipIf(folder === "")("promtool finds no fault in the rules", async () => {
  expect(await promtool("check", "rules", RULES_FILE)).toMatch(/SUCCESS: \d+ rules found/);
});

/** @throws what promtool says against the tests. */
async function runUnitTest(unit: object): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), "octavec-rules-"));
  onTestFinished(() => rmSync(work, { recursive: true, force: true }));
  const file = join(work, "rules.test.yml");
  const tests = { rule_files: [RULES_FILE], evaluation_interval: "1m", tests: [unit] };
  writeFileSync(file, stringify(tests));
  expect(await promtool("test", "rules", file)).toContain("SUCCESS");
}

const JOB = 'job="octavec-web"';
const LOOKUPS = 'octavec_cache_operation_name="lookup"';

test.skipIf(folder === "")(
  "the budgets that are left follow from the look-ups that failed and that were slow",
  async () => {
    const left = (objective: string, value: number) => {
      const record = `job:octavec_cache_${objective}_budget_left:ratio_rate30d`;
      return {
        expr: `round(${record}, 0.001)`,
        eval_time: "120m",
        exp_samples: [{ labels: `{${JOB}}`, value }],
      };
    };
    await runUnitTest({
      interval: "1m",
      input_series: Object.entries({
        // One of 4,000 look-ups fails: a quarter of the 0.1 %.
        [`octavec_cache_requests_total{${JOB},octavec_cache_result="hit"}`]: "0+3000x120",
        [`octavec_cache_requests_total{${JOB},octavec_cache_result="miss"}`]: "0+999x120",
        [`octavec_cache_requests_total{${JOB},octavec_cache_result="error"}`]: "0+1x120",
        // Two of 100 are slow: twice the 1 %.
        [`octavec_cache_operation_duration_bucket{${JOB},${LOOKUPS},le="0.05"}`]: "0+98x120",
        [`octavec_cache_operation_duration_count{${JOB},${LOOKUPS}}`]: "0+100x120",
      }).map(([series, values]) => ({ series, values })),
      promql_expr_test: [left("availability", 0.75), left("latency", -1)],
    });
  },
);

test
  .skipIf(folder === "")
  .each(ALERT_CASES.map((example, index) => [example.alert, index, example] as const))(
  "%s fires and clears (case %i)",
  async (_alert, _index, example) => {
    await runUnitTest(unitTest(example));
  },
);
