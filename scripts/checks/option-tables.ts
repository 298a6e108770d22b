import * as options from "../../src/options/index.js";
import { ADAPTER_TABLES } from "./adapter-option-tables.js";
import { markdownTable } from "./doc-tables.js";
import { factsOfCheck, factsOfSchema, type OptionFacts } from "./option-facts.js";
import { type DeclaredTypes, optionFields, readDeclaredTypes } from "./option-fields.js";
import { OPTION_HEAD, type OptionRow, optionRows } from "./option-rows.js";
import type { OptionSource } from "./option-source.js";
import type { Problem } from "./problem.js";

/** Options of the cache that belong to the guide on telemetry. */
const ACCOUNT = ["telemetry"];
/** Options of the cache that belong to the guide on wrong answers. */
const PROBATION = ["probation"];

const cacheFacts = factsOfSchema(options.cacheSettingsSchema);

/** Every table of options, by the name in the mark of its page. */
const TABLES: Readonly<Record<string, readonly OptionSource[]>> = {
  "connect options": [{ interface: "ConnectOptions", facts: factsOfSchema(options.connectOptionsSchema) }],
  "call options": [
    {
      call: "sendCommand",
      interface: "SendOptions",
      facts: factsOfCheck((given) => options.checkSendOptions("sendCommand", given)),
    },
    {
      call: "lease",
      interface: "LeaseOptions",
      facts: factsOfCheck((given) => options.checkLeaseOptions(given)),
    },
    { call: "createHealthHandlers", interface: "HealthHandlerOptions" },
  ],
  "repository options": [
    { interface: "RepositoryOptions", facts: factsOfSchema(options.repositoryOptionsSchema) },
  ],
  "search options": [
    {
      interface: "SearchTuning",
      facts: factsOfCheck((given) => options.checkSearchTuning(given, new Set())),
    },
  ],
  "record options": [
    {
      call: "scan and find",
      interface: "ScanTuning",
      facts: factsOfCheck((given) => options.checkScanTuning(given, new Set())),
      except: ["batchSize"],
    },
    {
      call: "find",
      interface: "FindTuning",
      facts: factsOfCheck((given) => options.checkFindTuning(given, new Set())),
      only: ["limit"],
    },
    {
      call: "scan",
      interface: "ScanTuning",
      facts: factsOfCheck((given) => options.checkScanTuning(given, new Set())),
      only: ["batchSize"],
    },
    {
      call: "deleteWhere and updateWhere",
      interface: "DeleteWhereOptions",
      facts: factsOfCheck((given) => options.checkDeleteWhereOptions(given)),
    },
    {
      call: "updateWhere and updateAttributes",
      interface: "UpdateWhereOptions",
      facts: factsOfCheck((given) => options.checkUpdateWhereOptions(given)),
      only: ["mode"],
    },
    {
      call: "updateAttributes",
      interface: "UpdateAttributesOptions",
      only: [],
    },
    {
      call: "searchMany",
      interface: "SearchManyOptions",
      facts: factsOfCheck((given) => options.checkSearchManyOptions(given)),
    },
  ],
  "expiry options": [
    {
      call: "touch",
      interface: "TouchOptions",
      facts: factsOfCheck((given) => options.checkTouchOptions(given)),
      only: ["ttlMs"],
    },
  ],
  "upsertMany options": [
    { interface: "UpsertManyOptions", facts: factsOfSchema(options.upsertManyOptionsSchema) },
  ],
  "tune options": [
    {
      interface: "TuneOptions",
      facts: factsOfCheck((given) => options.checkTuneOptions(given as options.TuneOptions)),
    },
  ],
  "operation options": [
    {
      call: "every operation",
      interface: "OperationOptions",
      facts: factsOfCheck((given) => options.checkOperationOptions("get", given)),
    },
    {
      call: "recalibrate",
      interface: "RecalibrateOptions",
      facts: factsOfCheck((given) => options.checkRecalibrateOptions(given)),
      only: ["sampleSize"],
    },
    {
      call: "clear and drop",
      interface: "ClearOptions",
      facts: factsOfCheck((given) => options.checkClearOptions("clear", given)),
    },
  ],
  "embedder options": [
    {
      call: "createEnergeticEmbedder",
      interface: "EnergeticEmbedderOptions",
      facts: factsOfSchema(options.energeticEmbedderSchema),
    },
    {
      call: "createAiSdkEmbedder",
      interface: "AiSdkEmbedderOptions",
      facts: factsOfSchema(options.aiSdkEmbedderSchema),
    },
    {
      call: "createOpenAiEmbedder",
      interface: "OpenAiEmbedderOptions",
      facts: factsOfSchema(options.openAiEmbedderSchema),
    },
    {
      call: "createTransformersEmbedder",
      interface: "TransformersEmbedderOptions",
      facts: factsOfSchema(options.transformersEmbedderSchema),
    },
    {
      call: "createClipEmbedder",
      interface: "ClipEmbedderOptions",
      facts: factsOfSchema(options.clipEmbedderSchema),
      only: ["model", "dimension"],
    },
    {
      call: "createOllamaEmbedder",
      interface: "OllamaEmbedderOptions",
      facts: factsOfSchema(options.ollamaEmbedderSchema),
    },
    {
      call: "createLangChainEmbedder",
      interface: "LangChainEmbedderOptions",
      facts: factsOfSchema(options.langChainEmbedderSchema),
    },
    {
      call: "createTestEmbedder",
      interface: "TestEmbedderOptions",
      facts: factsOfSchema(options.testEmbedderSchema),
    },
  ],
  "embedding cache options": [
    { interface: "EmbeddingCacheOptions", facts: factsOfSchema(options.embeddingCacheSchema) },
  ],
  "rate limiter options": [
    { interface: "RateLimiterOptions", facts: factsOfSchema(options.rateLimiterSchema) },
  ],
  "event stream options": [
    {
      call: "EventStream",
      interface: "EventStreamOptions",
      facts: factsOfSchema(options.eventStreamSchema),
    },
    { call: "read", interface: "ReadEventsOptions" },
    { call: "bridgePublished", interface: "BridgeOptions" },
    { call: "createSseHandler", interface: "SseHandlerOptions", facts: factsOfSchema(options.sseSchema) },
  ],
  "cache options": [
    { interface: "CacheConnectionOptions" },
    { interface: "CachePartsOptions", facts: cacheFacts, except: [...ACCOUNT, ...PROBATION, "client"] },
  ],
  "probation options": [{ interface: "CachePartsOptions", facts: cacheFacts, only: PROBATION }],
  "account options": [{ interface: "CachePartsOptions", facts: cacheFacts, only: ACCOUNT }],
  "cache call options": [
    { call: "wrap and wrapStream", interface: "WrapOptions" },
    {
      call: "wrapStream",
      interface: "WrapStreamOptions",
      only: ["format", "replay", "finishReasons"],
    },
    {
      call: "warm",
      interface: "TransferOptions",
      facts: factsOfSchema(options.transferOptionsSchema),
    },
    { call: "export", interface: "ExportOptions" },
    { call: "warmMemory", interface: "WarmMemoryOptions" },
    { call: "lookup", interface: "LookupOptions", only: ["exactOnly"] },
    { call: "explain", interface: "ExplainOptions" },
    { call: "clearTenant", interface: "ClearTenantOptions" },
    { call: "quarantine", interface: "QuarantineOptions" },
  ],
  "find options": [{ interface: "FindByWordsOptions" }],
  "request options": [{ interface: "ReadRequestOptions" }],
  ...ADAPTER_TABLES,
  "learning options": [
    {
      call: "every policy of octavec/learning",
      interface: "ObservingSettings",
      facts: factsOfSchema(options.observingSchema),
    },
    { call: "every policy of octavec/learning", interface: "ObservingHooks" },
    {
      call: "evidence",
      interface: "EvidenceSettings",
      facts: factsOfSchema(options.evidenceSchema),
      only: ["maxUnlinkedShare"],
    },
    {
      call: "adaptiveThreshold",
      interface: "AdaptiveThresholdSettings",
      facts: factsOfSchema(options.adaptiveThresholdSchema),
      only: ["floor", "start", "targetPrecision"],
    },
    { call: "experiment", interface: "ExperimentOptions", only: ["name", "a", "b", "shareOfB"] },
    { call: "observed", interface: "ObservedOptions", only: ["policy"] },
    {
      call: "linkByMeaning",
      interface: "LinkByMeaningOptions",
      facts: factsOfSchema(options.linkByMeaningSchema),
    },
    { call: "clusters", interface: "ClustersOptions" },
  ],
  "migration options": [
    {
      call: "createHashSource",
      interface: "HashSourceOptions",
      facts: factsOfSchema(options.hashSourceSchema),
    },
    { call: "backfill", interface: "BackfillTuning", facts: factsOfSchema(options.backfillSchema) },
    {
      call: "openAlias, DualWriter, cutover and rollback",
      interface: "LiveTuning",
      facts: factsOfSchema(options.liveSchema),
    },
    { call: "verifyMigration", interface: "VerifyTuning", facts: factsOfSchema(options.verifySchema) },
    { call: "planMigration", interface: "PlanOptions", facts: factsOfSchema(options.planOptionsSchema) },
    { call: "ShadowReader", interface: "ShadowReaderOptions" },
  ],
  "rebuild options": [
    {
      interface: "RebuildTuning",
      facts: factsOfSchema(options.rebuildSchema),
      only: ["backfill", "verify", "timeoutMs", "signal", "onProgress"],
    },
  ],
  "Qdrant options": [
    {
      call: "QdrantSource",
      interface: "QdrantConnectionOptions",
      facts: factsOfSchema(options.qdrantSourceSchema),
    },
    {
      call: "exportToQdrant",
      interface: "ExportToQdrantOptions",
      facts: factsOfSchema(options.exportToQdrantSchema),
      only: ["idField", "distance", "batchSize", "signal"],
    },
  ],
  "RediSearch options": [
    { interface: "RediSearchOptions", facts: factsOfSchema(options.rediSearchSchema) },
    {
      interface: "RediSearchConnectionOptions",
      facts: factsOfSchema(options.rediSearchConnectionSchema),
    },
  ],
  "testing options": [
    { call: "startRedis8", interface: "StartRedis8Options" },
    { call: "startRedisCluster8", interface: "StartRedisCluster8Options", only: ["masters", "replicas"] },
    {
      call: "startRedisSentinel8",
      interface: "StartRedisSentinel8Options",
      only: ["name", "replicas", "sentinels", "downAfterMs"],
    },
    { call: "startReplica", interface: "StartReplicaOptions" },
  ],
};

/** Names of the interfaces of options in `src/options`. */
const OPTIONS_NAME = /(Options|Settings|Tuning)$/;

/** Generates every table of options, and reports interfaces of options that no table shows. */
export function optionTables(root: string, tables = TABLES) {
  const types = readDeclaredTypes(root);
  const seen = new Set<string>();
  const problems: Problem[] = [];
  const made = new Map<string, readonly string[]>();
  for (const [name, sources] of Object.entries(tables)) {
    const rows = sources.flatMap((source) => rowsOfSource(types, source, seen, problems));
    made.set(name, markdownTable(OPTION_HEAD, rows));
  }
  problems.push(...findInterfacesWithoutTable(types, seen));
  return { tables: made, problems };
}

function rowsOfSource(
  types: DeclaredTypes,
  source: OptionSource,
  seen: Set<string>,
  problems: Problem[],
): OptionRow[] {
  const found = optionFields(types, source.interface, seen);
  if (found === undefined) {
    problems.push({
      file: "scripts/checks/option-tables.ts",
      line: 1,
      rule: `there is no single interface ${source.interface} in src/`,
      fix: "correct the list of tables",
    });
    return [];
  }
  const report = (rule: string) =>
    problems.push({
      file: found.file,
      line: 1,
      rule: `${source.interface}: ${rule}`,
      fix: "correct the doc comment, the interface or the schema",
    });
  for (const name of source.only ?? source.except ?? []) {
    if (!found.fields.some((field) => field.name === name)) report(`there is no option \`${name}\``);
  }
  const isShown = (name: string) =>
    (source.only?.includes(name) ?? true) && !(source.except?.includes(name) ?? false);
  const shown = found.fields.filter(({ name }) => isShown(name));
  const rows = optionRows(shown, factsOfShown(source.facts, isShown), report);
  if (source.call === undefined) return rows;
  return [[`**${source.call}**`, "", "", "", ""], ...rows];
}

function factsOfShown(
  facts: OptionFacts | undefined,
  isShown: (name: string) => boolean,
): OptionFacts | undefined {
  if (facts?.properties === undefined) return facts;
  const properties = Object.entries(facts.properties).filter(([name]) => isShown(name));
  return { ...facts, properties: Object.fromEntries(properties) };
}

function findInterfacesWithoutTable(types: DeclaredTypes, seen: ReadonlySet<string>): Problem[] {
  return [...types.interfaces].flatMap(([name, declared]) => {
    const file = declared.find((one) => one.file.path.startsWith("src/options/"))?.file.path;
    if (file === undefined || !OPTIONS_NAME.test(name) || seen.has(name)) return [];
    return [
      { file, line: 1, rule: `no table shows ${name}`, fix: "add it to scripts/checks/option-tables.ts" },
    ];
  });
}
