import "reflect-metadata";
import { Controller, Get, Inject, Injectable, Module } from "@nestjs/common";
import { HealthCheckService, TerminusModule } from "@nestjs/terminus";
import { Test } from "@nestjs/testing";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import {
  getHealthIndicatorToken,
  getSemanticCacheToken,
  getVectorClientToken,
  getVectorRepositoryToken,
  InjectHealthIndicator,
  InjectSemanticCache,
  InjectVectorClient,
  InjectVectorRepository,
  OctavecHealthIndicator,
  OctavecModule,
} from "../../../../src/adapters/nestjs/index.js";
import type { SemanticCache } from "../../../../src/cache/index.js";
import { createTestEmbedder } from "../../../../src/embedding/index.js";
import { VectorClient, type VectorRepository } from "../../../../src/index.js";
import { startedRedis } from "../../../helpers/started-redis.js";
import { uniquePrefix } from "../../../helpers/unique-prefix.js";

const embedder = createTestEmbedder({ dimension: 64 });
const connection = (more: object = {}) =>
  OctavecModule.forRoot({ url: inject("redisUrl"), minConnections: 1, ...more });
const cacheOptions = () => ({ embedder, namespace: uniquePrefix("nest"), tenant: "acme" });

/** An application that is closed when the test ends. */
async function started(imports: unknown[], providers: unknown[] = []) {
  const metadata = { imports, providers } as Parameters<typeof Test.createTestingModule>[0];
  const app = await Test.createTestingModule(metadata).compile();
  await app.init();
  onTestFinished(() => app.close());
  return app;
}

describe("connections", () => {
  test("a provider gets client, repositories and caches by decorators", async () => {
    class Notes {
      constructor(
        readonly client: VectorClient,
        readonly notes: VectorRepository,
        readonly answers: SemanticCache,
        readonly byClass: VectorClient,
      ) {}
    }
    // As `constructor(@InjectVectorClient() readonly client: VectorClient, …)` is compiled.
    for (const [at, decorator] of [
      InjectVectorClient(),
      InjectVectorRepository("notes"),
      InjectSemanticCache("answers"),
      Inject(VectorClient),
    ].entries()) {
      decorator(Notes, undefined as never, at);
    }
    const place = { namespace: uniquePrefix("nest"), collection: "notes" };
    const feature = OctavecModule.forFeature({
      repositories: { notes: { ...place, dimension: embedder.dimension } },
      caches: { answers: cacheOptions() },
    });
    const app = await started([connection(), feature], [Notes]);
    const { client, notes, answers, byClass } = app.get(Notes);
    expect(byClass).toBe(client);
    const [vector] = await embedder.embed(["a note"]);
    await notes.upsert({ id: "1", vector: vector! });
    expect(await notes.count()).toBe(1);
    await notes.drop();
    await answers.store({ prompt: "How do I pay?", response: "By mail." });
    expect(await answers.lookup({ prompt: "how do i pay" })).toMatchObject({
      hit: true,
      response: "By mail.",
    });
    await answers.clearTenant();
  });

  test("options come from factories, which inject what other modules export", async () => {
    const namespace = uniquePrefix("nest");
    @Module({
      providers: [{ provide: "SETTINGS", useValue: { url: inject("redisUrl"), namespace } }],
      exports: ["SETTINGS"],
    })
    class Settings {}
    const settings = { imports: [Settings], inject: ["SETTINGS"] };
    const app = await started([
      OctavecModule.forRootAsync({ ...settings, useFactory: async ({ url }: { url: string }) => ({ url }) }),
      OctavecModule.forFeature({
        imports: [Settings],
        caches: {
          answers: {
            inject: ["SETTINGS"],
            useFactory: async (made: { namespace: string }) => ({
              ...cacheOptions(),
              ...made,
              url: undefined,
            }),
          },
        },
      }),
    ]);
    const cache: SemanticCache = app.get(getSemanticCacheToken("answers"), { strict: false });
    await cache.store({ prompt: "How do I pay?", response: "By mail." });
    const client: VectorClient = app.get(getVectorClientToken(), { strict: false });
    expect(await client.sendCommand(["KEYS", `*${namespace}*`])).not.toEqual([]);
    await cache.clearTenant();
  });

  test("a class of options is asked by createOctavecOptions", async () => {
    @Injectable()
    class Settings {
      createOctavecOptions() {
        return { url: inject("redisUrl") };
      }
    }
    const app = await started([OctavecModule.forRootAsync({ useClass: Settings })]);
    expect((await app.get(VectorClient, { strict: false }).health()).ready).toBe(true);
  });

  test("several connections have names, and features say on which one they are", async () => {
    const other = await startedRedis();
    const app = await started([
      connection(),
      OctavecModule.forRoot({ name: "other", url: other.url }),
      OctavecModule.forFeature({ caches: { here: cacheOptions() } }),
      OctavecModule.forFeature({ connection: "other", caches: { there: cacheOptions() } }),
    ]);
    const clientOf = (name?: string): VectorClient => app.get(getVectorClientToken(name), { strict: false });
    expect(clientOf()).not.toBe(clientOf("other"));
    const there: SemanticCache = app.get(getSemanticCacheToken("there"), { strict: false });
    await there.store({ prompt: "How do I pay?", response: "By mail." });
    expect(await clientOf("other").sendCommand(["DBSIZE"])).toBeGreaterThan(0);
  });

  test("a connection that is not global is seen by the modules that import it", async () => {
    const local = connection({ isGlobal: false, name: "local" });
    const feature = {
      connection: "local",
      repositories: { docs: { namespace: uniquePrefix("nest"), collection: "docs", dimension: 4 } },
    };
    await expect(started([local, OctavecModule.forFeature(feature)])).rejects.toThrow(
      "octavec:connection:local",
    );
    const app = await started([local, OctavecModule.forFeature({ ...feature, imports: [local] })]);
    expect(app.get(getVectorRepositoryToken("docs"), { strict: false }).inputDimension).toBe(4);
  });

  test("unknown options are refused when the application is put together", async () => {
    expect(() => OctavecModule.forFeature({ cache: {} } as never)).toThrow('Did you mean "caches"');
    await expect(started([connection({ uri: "x" })])).rejects.toMatchObject({ code: "INVALID_OPTIONS" });
  });
});

describe("the end of an application", () => {
  test("a running request ends before caches and client are closed, and hooks that throw keep nothing open", async () => {
    const opened: VectorClient[] = [];
    let goOn = () => {};
    let isAsked = () => {};
    const asked = new Promise<void>((resolve) => {
      isAsked = resolve;
    });
    @Controller()
    class Slow {
      @Get("slow")
      async slow() {
        isAsked();
        await new Promise<void>((resolve) => {
          goOn = resolve;
        });
        return String(await opened[0]?.sendCommand(["PING"]));
      }
    }
    class Failing {
      onModuleDestroy() {
        throw new Error("of another module");
      }
      beforeApplicationShutdown() {
        goOn();
        throw new Error("of another module");
      }
      onApplicationShutdown() {
        throw new Error("of another module");
      }
    }
    const imports = [connection(), OctavecModule.forFeature({ caches: { answers: cacheOptions() } })];
    const compiled = await Test.createTestingModule({
      imports,
      controllers: [Slow],
      providers: [Failing],
    }).compile();
    const app = compiled.createNestApplication({ logger: false });
    await app.listen(0, "127.0.0.1");
    const client = app.get(VectorClient, { strict: false });
    opened.push(client);
    const cache: SemanticCache = app.get(getSemanticCacheToken("answers"), { strict: false });
    await cache.lookup({ prompt: "How do I pay?" });
    const answer = fetch(`${await app.getUrl()}/slow`, { headers: { connection: "close" } }).then(
      (response) => response.text(),
    );
    await asked;
    expect(client.closed).toBe(false);
    await app.close();
    expect(await answer).toBe("PONG");
    expect(client.closed).toBe(true);
    expect(await cache.lookup({ prompt: "How do I pay?" })).toMatchObject({
      hit: false,
      reason: "unavailable",
    });
    await app.close();
  });
});

describe("the health indicator", () => {
  @Injectable()
  class Health {
    constructor(
      @Inject(HealthCheckService) readonly checks: HealthCheckService,
      @Inject(OctavecHealthIndicator) readonly redis: OctavecHealthIndicator,
      @InjectHealthIndicator() readonly byName: OctavecHealthIndicator,
    ) {}
  }

  test("is up, degraded while caches are bypassed, down where Redis is required, and down when the client was closed", async () => {
    const redis = await startedRedis();
    const app = await started(
      [
        OctavecModule.forRoot({ url: redis.url, acquireTimeoutMs: 200 }),
        TerminusModule.forRoot({ logger: false }),
      ],
      [Health],
    );
    const { checks, redis: indicator, byName } = app.get(Health);
    expect(byName).toBe(indicator);
    await expect
      .poll(() => checks.check([() => indicator.check("redis")]), { timeout: 10_000 })
      .toMatchObject({ status: "ok", details: { redis: { status: "up" } } });
    await redis.kill();
    expect(await checks.check([() => indicator.check("redis")])).toMatchObject({
      status: "degraded",
      details: { redis: { status: "degraded", message: expect.stringMatching(/^[A-Z_]+$/) } },
    });
    await expect(checks.check([() => indicator.check("redis", { required: true })])).rejects.toMatchObject({
      status: 503,
    });
    await redis.restart();
    await expect
      .poll(() => indicator.check("redis", { required: true }), { timeout: 10_000 })
      .toEqual({ redis: { status: "up" } });
    await app.get(VectorClient, { strict: false }).close();
    expect(await indicator.check("redis")).toMatchObject({ redis: { status: "down" } });
    await expect(indicator.check("redis", { timeout: 3 } as never)).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
    });
    expect(app.get(getHealthIndicatorToken(), { strict: false })).toBe(indicator);
  });
});
