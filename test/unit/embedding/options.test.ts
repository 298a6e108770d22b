import { expect, expectTypeOf, it } from "vitest";
import type { z } from "zod";
import {
  type EnergeticEmbedderOptions,
  energeticEmbedderSchema,
  type OpenAiEmbedderOptions,
  openAiEmbedderSchema,
  type TestEmbedderOptions,
  testEmbedderSchema,
} from "../../../src/options/index.js";

it("documents exactly the options that the schemas take", () => {
  expectTypeOf<OpenAiEmbedderOptions>().toExtend<z.input<typeof openAiEmbedderSchema>>();
  expectTypeOf<keyof OpenAiEmbedderOptions>().toEqualTypeOf<keyof z.input<typeof openAiEmbedderSchema>>();
  expectTypeOf<EnergeticEmbedderOptions>().toEqualTypeOf<z.input<typeof energeticEmbedderSchema>>();
  expectTypeOf<TestEmbedderOptions>().toEqualTypeOf<z.input<typeof testEmbedderSchema>>();
});

it("fills in the documented defaults", () => {
  expect(energeticEmbedderSchema.parse({})).toEqual({ maxTextLength: 1000 });
  expect(testEmbedderSchema.parse({})).toEqual({ dimension: 64, seed: 1 });
  const required = { baseUrl: "http://localhost/v1", model: "m", dimension: 3 };
  expect(openAiEmbedderSchema.parse(required)).toEqual({
    ...required,
    headers: {},
    requestDimensions: false,
    encodingFormat: "float",
    batchSize: 64,
    maxRetries: 4,
    maxRetryDelayMs: 60_000,
    timeoutMs: 30_000,
  });
});
