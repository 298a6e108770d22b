import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { pngFile } from "../helpers/png-file.js";
import { startedRedis } from "../helpers/started-redis.js";
import { writeTinyModel } from "../helpers/tiny-models.js";
import { installOrSkip, userProject } from "../helpers/user-project.js";

/** Both majors have the functions that the embedders use. */
const VERSIONS = ["3", "4"];

/** Prints one line per call. A request that leaves the process would be one too much. */
const PROGRAM = `
import { connect } from "octavec";
import { SemanticCache } from "octavec/cache";
import { createClipEmbedder, createTransformersEmbedder, embedInputs } from "octavec/embedding";
import { readFileSync } from "node:fs";

const requests = [];
globalThis.fetch = (url) => { requests.push(url); throw new Error("no network"); };
const say = (value) => console.log(JSON.stringify(value, (_, part) => part instanceof Float32Array ? [...part].map((x) => Number(x.toFixed(2))) : part));
const fails = (promise) => promise.then(() => "nothing", ({ code, message }) => code + " " + message);

const texts = createTransformersEmbedder({ folder: "text", model: "tiny", dimension: 3, batchSize: 2 });
say([texts.model, texts.dimension]);
say(await texts.embed(["red", "green blue", "an unknown red thing"]));
const close = createTransformersEmbedder({ folder: "text", model: "tiny", dimension: 3, pooling: "cls" });
say(await close.embed(["red", "blue red"]));
say(await fails(createTransformersEmbedder({ folder: "text", model: "tiny", dimension: 4 }).embed(["red"])));
say(await fails(createTransformersEmbedder({ folder: "nowhere", model: "tiny", dimension: 3 }).embed(["red"])));
say(requests);
say(await fails(createTransformersEmbedder({ cacheFolder: "empty" }).embed(["red"]))); // the hub cannot be reached


const clip = createClipEmbedder({ folder: "clip", model: "tiny-clip", dimension: 3 });
const image = (name) => ({ image: readFileSync(name + ".png") });
say([clip.model, clip.modalities]);
say(await embedInputs(clip, [image("red"), { text: "a blue bicycle" }, image("green")]));
say(await fails(embedInputs(clip, [{ text: "red" }, { image: Buffer.from("no image") }])));

const client = await connect({ url: process.argv[2] });
const modalityThresholds = { "text-image": 0.95, "image-image": 0.99 };
const cache = new SemanticCache({ client, embedder: clip, namespace: "clip", tenant: "acme", modalityThresholds, timeoutMs: 5_000, embedTimeoutMs: 30_000 });
await cache.store({ prompt: image("red"), response: "Something red." });
for (const prompt of ["scarlet", "blue", image("red"), image("green")]) {
  const { hit, response, modality, reason } = await cache.lookup({ prompt });
  say(hit ? [response, modality] : reason);
}
await cache.close();
await client.close();
`;

test.for(VERSIONS)(
  "@huggingface/transformers %s embeds texts and images from a folder, offline, and a text finds an image",
  {
    timeout: 300_000,
  },
  async (version, context) => {
    const project = userProject();
    const redis = await startedRedis();
    context.onTestFinished(() => project.remove());
    await installOrSkip(project, context, inject("tarball"), `@huggingface/transformers@${version}`);
    writeTinyModel(join(project.folder, "text"), "text");
    writeTinyModel(join(project.folder, "clip"), "clip");
    writeFileSync(join(project.folder, "red.png"), pngFile([255, 0, 0]));
    writeFileSync(join(project.folder, "green.png"), pngFile([0, 255, 0]));
    project.write("program.mjs", PROGRAM);
    const printed = await project.node("program.mjs", redis.url);
    const notLoaded = (model: string) =>
      `EMBEDDING_FAILED The files of the model ${model} could not be loaded. Check its name or folder, and whether the hub can be reached.`;
    expect(
      printed
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([
      ["transformers:tiny:fp32:mean", 3],
      [
        [1, 0, 0],
        [0, 0.71, 0.71],
        [1, 0, 0],
      ],
      [
        [1, 0, 0],
        [0, 0, 1],
      ],
      "EMBEDDING_FAILED The vector of text 0 has 3 components; expected 4.",
      notLoaded("tiny"),
      [],
      notLoaded("Xenova/all-MiniLM-L6-v2"),
      ["transformers:tiny-clip:fp32", ["text", "image"]],
      [
        [1, 0, 0],
        [0, 0, 0.33],
        [0, 1, 0],
      ],
      "INVALID_ARGUMENT inputs[1].image: expected the bytes of an image file, such as PNG, JPEG or WebP.",
      ["Something red.", "image"],
      "not-found",
      ["Something red.", "image"],
      "below-threshold",
    ]);
  },
);

test("without the package the embedders say how to install it", { timeout: 180_000 }, async (context) => {
  const project = userProject();
  context.onTestFinished(() => project.remove());
  await installOrSkip(project, context, inject("tarball"));
  project.write(
    "program.mjs",
    `import { createClipEmbedder, createOllamaEmbedder, createTransformersEmbedder } from "octavec/embedding";
    const ollama = createOllamaEmbedder({ model: "m", dimension: 3 });
    for (const embedder of [createTransformersEmbedder(), createClipEmbedder(), ollama]) {
      await embedder.embed(["a text"]).catch(({ code, message }) => console.log(code, message));
    }`,
  );
  const printed = await project.node("program.mjs");
  expect(printed.trim().split("\n")).toEqual([
    expect.stringMatching(/^MISSING_DEPENDENCY .*: npm install @huggingface\/transformers$/),
    expect.stringMatching(/^MISSING_DEPENDENCY .*: npm install @huggingface\/transformers$/),
    expect.stringMatching(/^MISSING_DEPENDENCY .*: npm install ollama$/),
  ]);
});
