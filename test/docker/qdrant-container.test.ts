import type { StartedTestContainer } from "testcontainers";
import { afterAll, beforeAll, describe } from "vitest";
import { dockerOrSkip } from "../helpers/docker-or-skip.js";
import { expectQdrantSource } from "../integration/migration/qdrant-expectations.js";

const QDRANT_IMAGE = "qdrant/qdrant:v1.17.0";
const PORT = 6333;

describe.skipIf(!(await dockerOrSkip("migration from a real Qdrant")))("a real Qdrant", () => {
  let container: StartedTestContainer | undefined;
  let url = "";
  beforeAll(async () => {
    const { GenericContainer, Wait } = await import("testcontainers");
    container = await new GenericContainer(QDRANT_IMAGE)
      .withExposedPorts(PORT)
      .withWaitStrategy(Wait.forHttp("/readyz", PORT))
      .start();
    url = `http://${container.getHost()}:${container.getMappedPort(PORT)}`;
  }, 180_000);
  afterAll(async () => {
    await container?.stop();
  });
  expectQdrantSource(() => url);
});
