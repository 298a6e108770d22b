import { z } from "zod";

/** Fields of several tools. */
export const collection = z
  .string()
  .min(3)
  .max(257)
  .describe("Namespace and name of the collection, such as shop:articles. list_collections gives the names.");

export const id = z.string().max(4_096);

export const ids = z.array(id).min(1).max(100).describe("Ids of records, up to 100.");

export const vector = z.array(z.number()).min(1).max(65_536);

export const text = z.string().min(1).max(32_768);

export const attributes = z.record(z.string(), z.unknown());
