import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { checkGatewayConfig } from "../../../src/gateway/config/index.js";

const GUIDE = readFileSync(join(import.meta.dirname, "../../../src/gateway/kubernetes.md"), "utf8");

function manifests() {
  const [, text = ""] = /```yaml\n([\s\S]*?)```/.exec(GUIDE) ?? [];
  return parseAllDocuments(text).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJSON();
  });
}

test("the manifests of the guide hold a configuration that the gateway takes, and fit each other", () => {
  const parts = Object.fromEntries(manifests().map((part) => [part.kind, part]));
  expect(Object.keys(parts)).toEqual(["Secret", "ConfigMap", "Deployment", "PodDisruptionBudget", "Service"]);
  const [config] = parseAllDocuments(parts.ConfigMap.data["octavec.yaml"]).map((document) =>
    document.toJSON(),
  );
  const checked = checkGatewayConfig(config);
  const { spec } = parts.Deployment.spec.template;
  const [container] = spec.containers;
  expect(Object.values(container.ports)).toMatchObject([
    { containerPort: checked.listen.port },
    { containerPort: checked.listen.adminPort },
  ]);
  const names = Object.keys(parts.Secret.stringData);
  const [cache] = config.caches;
  expect(names).toEqual(expect.arrayContaining([config.admin.keyEnv, cache.keys[0].env]));
  expect(spec.terminationGracePeriodSeconds * 1_000).toBeGreaterThan(checked.limits.drainTimeoutMs);
  for (const { selector } of [parts.PodDisruptionBudget.spec, parts.Deployment.spec]) {
    expect(selector.matchLabels).toEqual(parts.Deployment.spec.template.metadata.labels);
  }
});
