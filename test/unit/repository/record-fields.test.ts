import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type VectorRecord, VectorRepository } from "../../../src/index.js";
import { parseWriteCall } from "../../../src/repository/write-elements.lua.js";
import { emptyServer, ScriptedExecutor } from "../../helpers/scripted-executor.js";

const place = { namespace: "shop", collection: "articles", dimension: 2 };
const good = { id: "a", vector: [1, 2] };

async function upserted(record: object, attributes?: z.ZodObject) {
  const executor = new ScriptedExecutor(emptyServer);
  const docs = new VectorRepository(executor, { ...place, attributes });
  const outcome = await docs.upsert(record as VectorRecord).catch((error: unknown) => error);
  const writes = executor.sent.flatMap((step) => ("transaction" in step ? [] : (parseWriteCall(step) ?? [])));
  return { outcome, args: writes[0]?.elements[0]?.args, sent: executor.sent };
}

describe("a field that records do not have", () => {
  test.each([
    ["metadata", "attributes"],
    ["payload", "attributes"],
    ["Attributes", "attributes"],
    ["atributes", "attributes"],
    ["embedding", "vector"],
    ["values", "vector"],
    ["vectors", "vector"],
    ["_id", "id"],
    ["ID", "id"],
  ])("%s is refused, and the message suggests %s", async (field, nearest) => {
    const { outcome, sent } = await upserted({ ...good, [field]: { lang: "en" } });
    expect(outcome).toMatchObject({
      code: "INVALID_ARGUMENT",
      message: expect.stringContaining(`"${nearest}"`),
      details: { field, nearest },
    });
    expect(sent).toEqual([]);
  });

  test.each(["lang", "user", "constructor", "__proto__", "x".repeat(100_000)])(
    "is refused even if no field of records has a similar name",
    async (field) => {
      const record = Object.defineProperty({ ...good }, field, { value: 1, enumerable: true });
      const { outcome } = await upserted(record);
      expect(outcome).toMatchObject({
        code: "INVALID_ARGUMENT",
        message: expect.stringContaining("A record has id, vector, attributes, ttlMs and expiresAtMs"),
        details: { field },
      });
    },
  );

  test("is ignored if its value is undefined, or if it is inherited from a class", async () => {
    expect((await upserted({ ...good, metadata: undefined })).outcome).toEqual({ inserted: true });
    class Entity {
      readonly id = "a";
      readonly vector = [1, 2];
      get metadata() {
        return {};
      }
    }
    expect((await upserted(new Entity())).outcome).toEqual({ inserted: true });
  });
});

describe("a record without attributes", () => {
  test("is refused if the schema requires a field", async () => {
    const schema = z.object({ lang: z.string() });
    const { outcome, sent } = await upserted(good, schema);
    expect(outcome).toMatchObject({ code: "INVALID_ATTRIBUTES", details: { paths: ["lang"] } });
    expect(sent).toEqual([]);
  });

  test("is stored with the schema's defaults, and without attributes if there are none", async () => {
    const optional = await upserted(good, z.object({ lang: z.string().optional() }));
    expect(optional.args).not.toContain("SETATTR");
    const withDefault = await upserted(good, z.object({ lang: z.string().default("en") }));
    expect(withDefault.args).toContain('{"lang":"en"}');
  });

  test("can be made by setAttributes(id, null) only if the schema requires no field", async () => {
    const remove = async (attributes: z.ZodObject) => {
      const executor = new ScriptedExecutor(emptyServer);
      await new VectorRepository(executor, { ...place, attributes }).setAttributes("a", null);
      return executor.sent[0];
    };
    await expect(remove(z.object({ lang: z.string() }))).rejects.toMatchObject({
      code: "INVALID_ATTRIBUTES",
    });
    expect(await remove(z.object({ lang: z.string().optional() }))).toContain("");
    expect(await remove(z.object({ lang: z.string().default("en") }))).toContain('{"lang":"en"}');
  });
});
