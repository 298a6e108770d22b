import { z } from "zod";
import { parseServerUrl } from "../../options/index.js";
import { OTHER_GATEWAY_NAMES } from "../other-gateways/index.js";

const YEAR_MS = 31_536_000_000;

const ratio = z.number().min(0).max(1);
const port = z.int().min(0).max(65_535);
const variable = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "expected the name of an environment variable, not the secret itself");

const httpUrl = z.url({ protocol: /^https?$/, error: "expected a URL that begins with http:// or https://" });

const redisUrl = z.string().superRefine((text, context) => {
  const parsed = parseServerUrl(text);
  if ("problem" in parsed) context.addIssue({ code: "custom", message: parsed.problem });
});

const file = z.string().min(1);

const tlsSchema = z
  .strictObject({
    certFile: file,
    keyFile: file,
    caFile: file.optional(),
    clientCertificates: z.enum(["none", "request", "require"]).default("none"),
  })
  .refine(({ caFile, clientCertificates }) => (caFile === undefined) === (clientCertificates === "none"), {
    path: ["caFile"],
    error: 'expected together with clientCertificates "request" or "require", and not without',
  });

const listenSchema = z.strictObject({
  host: z.string().min(1).default("127.0.0.1"),
  port: port.default(8080),
  adminPort: port.default(9100),
  tls: tlsSchema.optional(),
});

const limitsSchema = z.strictObject({
  bodyBytes: z
    .int()
    .min(1_024)
    .max(2 ** 30)
    .default(4 * 2 ** 20),
  headerBytes: z.int().min(1_024).max(1_048_576).default(16_384),
  headersTimeoutMs: z.int().min(100).max(600_000).default(10_000),
  requestTimeoutMs: z.int().min(100).max(3_600_000).default(30_000),
  keepAliveTimeoutMs: z.int().min(100).max(3_600_000).default(72_000),
  drainTimeoutMs: z.int().min(0).max(3_600_000).default(30_000),
});

const logSchema = z.strictObject({
  content: z.boolean().default(false),
  maxCharacters: z.int().min(1).max(10_000).default(1_000),
  redact: z.array(z.string().min(1).max(1_000)).max(50).default([]),
});

const embedderSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("energetic") }),
  z.strictObject({
    kind: z.literal("openai"),
    baseUrl: httpUrl,
    model: z.string().min(1),
    dimension: z.int().min(1).max(65_536),
    keyEnv: variable.optional(),
  }),
  z.strictObject({ kind: z.literal("none") }),
]);

const encryptionSchema = z.strictObject({ keysEnv: variable, keySecretEnv: variable.optional() });

export type EncryptionConfig = z.output<typeof encryptionSchema>;

const perMinute = z.int().min(1).max(1_000_000_000).optional();

const keySchema = z.strictObject({
  env: variable,
  actions: z
    .array(z.enum(["read", "write"]))
    .min(1)
    .default(["write"]),
  requestsPerMinute: perMinute,
  tokensPerMinute: perMinute,
});

/** What every cache of the gateway has, whether it comes from the file or from the control plane. */
export const cacheFields = {
  id: z
    .string()
    .regex(/^[0-9a-f]{32}$/, "expected 32 characters of 0-9 and a-f")
    .optional(),
  name: z.string().min(1).max(64),
  threshold: ratio.optional(),
  ttlMs: z.union([z.int().min(1).max(YEAR_MS), z.literal("never")]).default(3_600_000),
  attributes: z
    .array(z.string().regex(/^[A-Za-z0-9_-]{1,32}$/, "expected 1 to 32 letters, digits, _ and -"))
    .max(5)
    .default([]),
  strategies: z
    .array(z.enum(["exact", "semantic"]))
    .min(1)
    .max(2)
    .default(["semantic"]),
  emptyDelete: z.enum(["all", "refuse"]).default("all"),
  maxEntries: z.int().min(1).max(1_000_000_000).default(100_000),
  maxBytes: z
    .int()
    .min(1_024)
    .max(2 ** 50)
    .default(2 ** 30),
  timeoutMs: z.int().min(1).max(3_600_000).default(500),
  embedTimeoutMs: z.int().min(1).max(3_600_000).default(5_000),
};

const cacheSchema = z.strictObject({
  ...cacheFields,
  encryption: encryptionSchema.optional(),
  probation: z.boolean().optional(),
  keys: z.array(keySchema).default([]),
});

const limitFields = z.object({
  emptyDelete: cacheFields.emptyDelete,
  maxEntries: cacheFields.maxEntries,
  maxBytes: cacheFields.maxBytes,
  timeoutMs: cacheFields.timeoutMs,
  embedTimeoutMs: cacheFields.embedTimeoutMs,
});

/** The settings that the control plane does not ask for. */
export function cacheDefaults(): z.output<typeof limitFields> {
  return limitFields.parse({});
}

const upstreamSchema = z.strictObject({
  name: z.string().min(1).max(64),
  format: z.enum(["openai", "anthropic", "google"]),
  baseUrl: httpUrl,
  models: z.array(z.string().min(1)).min(1).default(["*"]),
  keyEnv: variable.optional(),
});

const proxyKeySchema = z.strictObject({
  env: variable,
  tenant: z.string().min(1).max(64),
  requestsPerMinute: perMinute,
  tokensPerMinute: perMinute,
});

const mcpKeySchema = z.strictObject({
  env: variable,
  write: z.boolean().default(false),
  collections: z
    .array(
      z
        .string()
        .regex(
          /^[A-Za-z0-9_.:-]{0,257}\*?$/,
          "expected a name such as shop:articles, or a beginning with a * at the end, such as shop:*",
        ),
    )
    .max(1_000)
    .default([]),
  caches: z.array(z.string().min(1).max(64)).max(1_000).default([]),
  requestsPerMinute: z.int().min(1).max(1_000_000_000).optional(),
});

/** The schema of the configuration file for editors: JSON Schema, draft 2020-12. */
export function gatewayConfigJsonSchema(): object {
  return z.toJSONSchema(gatewayConfigSchema, { io: "input" });
}

/** The whole configuration of a gateway. `octavec.schema.json` beside this file is made of it. */
export const gatewayConfigSchema = z.strictObject({
  /** Editors look here for the schema. */
  $schema: z.string().optional(),
  redis: redisUrl.optional(),
  namespace: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,64}$/, "expected 1 to 64 letters, digits, _ . and -")
    .default("octavec"),
  listen: listenSchema.prefault({}),
  limits: limitsSchema.prefault({}),
  log: logSchema.prefault({}),
  admin: z.strictObject({ keyEnv: variable }).optional(),
  embedder: embedderSchema.optional(),
  encryption: encryptionSchema.optional(),
  caches: z.array(cacheSchema).max(10_000).default([]),
  proxy: z
    .strictObject({
      cache: z.string().min(1),
      upstreams: z.array(upstreamSchema).default([]),
      keys: z.array(proxyKeySchema).default([]),
      clientKeys: z.boolean().default(true),
      controls: z.array(z.enum(OTHER_GATEWAY_NAMES)).max(OTHER_GATEWAY_NAMES.length).default([]),
    })
    .optional(),
  mcp: z
    .strictObject({
      write: z.boolean().default(false),
      open: z.boolean().default(false),
      originHosts: z.array(z.string().min(1).max(253)).max(100).default([]),
      keys: z.array(mcpKeySchema).default([]),
    })
    .optional(),
});

/** The schemas behind the tables of options. */
export const gatewaySchemas = {
  config: gatewayConfigSchema,
  cache: cacheSchema,
  key: keySchema,
  encryption: encryptionSchema,
  upstream: upstreamSchema,
  proxyKey: proxyKeySchema,
  mcpKey: mcpKeySchema,
};
