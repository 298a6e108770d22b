// #region readme
import "reflect-metadata";
import {
  Controller,
  Get,
  Inject,
  Injectable,
  Module,
  type OnApplicationShutdown,
  Query,
} from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { SemanticCache } from "octavec/cache";
import { createEnergeticEmbedder } from "octavec/embedding";

@Injectable()
class Answers implements OnApplicationShutdown {
  readonly cache = new SemanticCache({
    url: process.env.REDIS_URL ?? "redis://localhost:6379",
    embedder: createEnergeticEmbedder(),
    namespace: "nest",
    tenant: "acme",
  });

  to(prompt: string) {
    return this.cache.wrap({ prompt }, async () => ({ response: `Answer to ${prompt}` }));
  }

  onApplicationShutdown() {
    return this.cache.close();
  }
}

@Controller()
class AskController {
  constructor(@Inject(Answers) private readonly answers: Answers) {}

  @Get("ask")
  async ask(@Query("q") prompt: string) {
    const { hit, response } = await this.answers.to(prompt);
    return { hit, response };
  }
}

@Module({ controllers: [AskController], providers: [Answers] })
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ["error", "warn"] });
app.enableShutdownHooks(); // SIGTERM closes the cache
await app.listen(process.env.PORT ?? 3000);
// #endregion
const lines: string[] = [];
for (const q of ["How do I pay?", "how do i pay"]) {
  const response = await fetch(`${await app.getUrl()}/ask?${new URLSearchParams({ q })}`);
  lines.push(await response.text());
}
console.log(lines.join("\n"));
// {"hit":false,"response":"Answer to How do I pay?"}
// {"hit":true,"response":"Answer to How do I pay?"}
await app.get(Answers).cache.clearTenant();
await app.close();
