import { createTestEmbedder } from "octavec/embedding";

// In an application: createEnergeticEmbedder(), or the embedder of a provider.
const embedder = createTestEmbedder({ dimension: 64 });

// #region readme
import "reflect-metadata";
import { Controller, Get, Inject, Injectable, Module, Query } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { HealthCheck, HealthCheckService, TerminusModule } from "@nestjs/terminus";
import type { SemanticCache } from "octavec/cache";
import { InjectSemanticCache, OctavecHealthIndicator, OctavecModule, SemanticCached } from "octavec/nestjs";

@Injectable()
class Answers {
  constructor(@InjectSemanticCache("answers") readonly cache: SemanticCache) {}

  @SemanticCached({ cache: "answers", request: (prompt: string) => ({ prompt, scope: { model: "large" } }) })
  async to(prompt: string): Promise<string> {
    return `Answer to ${prompt}`; // here the model is asked
  }
}

@Controller()
class AppController {
  constructor(
    @Inject(Answers) private readonly answers: Answers,
    @Inject(HealthCheckService) private readonly checks: HealthCheckService,
    @Inject(OctavecHealthIndicator) private readonly redis: OctavecHealthIndicator,
  ) {}

  @Get("ask")
  ask(@Query("q") prompt: string) {
    return this.answers.to(prompt);
  }

  @Get("health")
  @HealthCheck()
  health() {
    return this.checks.check([() => this.redis.check("redis")]);
  }
}

@Module({
  imports: [
    OctavecModule.forRoot({ url: process.env.REDIS_URL ?? "redis://localhost:6379" }),
    OctavecModule.forFeature({
      caches: { answers: { embedder, namespace: "nestjs", tenant: "acme" } },
    }),
    TerminusModule,
  ],
  controllers: [AppController],
  providers: [Answers],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ["error", "warn"] });
app.enableShutdownHooks(); // SIGTERM ends the requests, and then the cache
await app.listen(process.env.PORT ?? 3000);
// #endregion
const url = await app.getUrl();
// A test that starts the application talks to it itself.
if (process.send === undefined) {
  const ask = async (q: string) => (await fetch(`${url}/ask?${new URLSearchParams({ q })}`)).text();
  const lines = [await ask("How do I pay?"), await ask("how do i pay")];
  console.log(lines.join("\n"));
  // Answer to How do I pay?
  // Answer to How do I pay?
  const { status } = (await (await fetch(`${url}/health`)).json()) as { status: string };
  console.log(status);
  // ok
  await app.get(Answers).cache.clearTenant();
  await app.close();
} else process.send({ url });
