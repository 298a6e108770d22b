import { expect, it } from "vitest";
import { createClipEmbedder, createTransformersEmbedder } from "../../../src/embedding/index.js";

// `test/package/transformers.test.ts` embeds with the package, which is too big for this repository.

it("the names of the vector spaces hold all that changes the vectors", () => {
  expect(createTransformersEmbedder()).toMatchObject({
    model: "transformers:Xenova/all-MiniLM-L6-v2@main:fp32:mean",
    dimension: 384,
  });
  const named = { model: "Xenova/bge-small-en-v1.5", dimension: 384, pooling: "cls", dtype: "q8" } as const;
  expect(createTransformersEmbedder({ ...named, revision: "abc" }).model).toBe(
    "transformers:Xenova/bge-small-en-v1.5@abc:q8:cls",
  );
  expect(createTransformersEmbedder({ ...named, folder: "/models/bge" }).model).toBe(
    "transformers:Xenova/bge-small-en-v1.5:q8:cls",
  );
  expect(createClipEmbedder()).toMatchObject({
    model: "transformers:Xenova/clip-vit-base-patch32@main:fp32",
    dimension: 512,
    modalities: ["text", "image"],
  });
});

it("a model that is named needs the length of its vectors", () => {
  for (const make of [createTransformersEmbedder, createClipEmbedder]) {
    expect(() => make({ model: "another/model" })).toThrow(
      /dimension: expected the length of the vectors of the model that you name/,
    );
    expect(() => make({ dimensions: 3 } as never)).toThrow(/dimensions/);
  }
});

it("inputs are checked before a package or a model is loaded", async () => {
  const clip = createClipEmbedder();
  const embed = (input: object) => clip.embedInputs?.([{ text: "a" }, input as never]);
  const refused = (message: string) => ({
    code: "INVALID_ARGUMENT",
    message: expect.stringContaining(message),
  });
  await expect(embed({ code: "exit" })).rejects.toMatchObject(
    refused("a CLIP model embeds text and image, and no code"),
  );
  await expect(embed({ text: " " })).rejects.toMatchObject(refused("texts[1] is empty or blank"));
  await expect(embed({ image: "https://example.com/a.png" })).rejects.toMatchObject(
    refused(
      "inputs[1].image: expected a Uint8Array with the bytes of the file; load an address first. Got string.",
    ),
  );
  await expect(embed({})).rejects.toMatchObject(
    refused("inputs[1]: expected one of { text }, { image } and { code }, got none."),
  );
  await expect(createTransformersEmbedder().embed([""])).rejects.toMatchObject(
    refused("texts[0] is empty or blank"),
  );
  expect(await createTransformersEmbedder().embed([])).toEqual([]);
});
