import { GenericContainer, type StartedTestContainer, Wait } from "testcontainers";
import { afterAll, describe } from "vitest";
import { messageOf } from "../../src/errors/index.js";
import { expectQdrantSource } from "../integration/migration/qdrant-expectations.js";

const QDRANT_IMAGE = "qdrant/qdrant:v1.17.0";
const PORT = 6333;

const container = await start();

async function start(): Promise<StartedTestContainer | undefined> {
  try {
    return await new GenericContainer(QDRANT_IMAGE)
      .withExposedPorts(PORT)
      .withWaitStrategy(Wait.forHttp("/readyz", PORT))
      .start();
  } catch (error) {
    console.warn(`Skipped: migration from a real Qdrant: ${messageOf(error)}`);
    return undefined;
  }
}

describe.skipIf(container === undefined)("a real Qdrant", () => {
  afterAll(async () => {
    await container?.stop();
  });
  expectQdrantSource(() => `http://${container?.getHost()}:${container?.getMappedPort(PORT)}`);
});
