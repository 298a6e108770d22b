import { deltaChannelHistoryTests, specTest } from "@langchain/langgraph-checkpoint-validation";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it, test } from "vitest";
import { OctavecSaver } from "../../../../src/adapters/langgraph/index.js";
import { connect, type VectorClient } from "../../../../src/index.js";
import { uniquePrefix } from "../../../helpers/unique-prefix.js";

// The suite that LangGraph publishes for checkpoint savers. It expects the functions of a test runner as globals.
const RUNNER = { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test };
Object.assign(globalThis, RUNNER);

let client: VectorClient;

beforeAll(async () => {
  client = await connect({ url: inject("redisUrl") });
});

afterAll(async () => {
  await client.close();
  for (const name of Object.keys(RUNNER)) Reflect.deleteProperty(globalThis, name);
});

const initializer = {
  checkpointerName: "octavec",
  createCheckpointer: () => new OctavecSaver({ client, namespace: uniquePrefix("validation") }),
};

specTest(initializer);
deltaChannelHistoryTests(initializer);
