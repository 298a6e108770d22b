import { z } from "zod";

/** The target collection of a migration, with options of `RepositoryOptions`. */
export interface PlannedTarget {
  /** How the server stores a vector. Default `"q8"`. */
  quantization?: "q8" | "none" | "bin" | undefined;
  /** Links per node of the graph, 4 to 4,096. Default 16. */
  m?: number | undefined;
  /** What is stored beside the set for rescoring, only with `q8`. `native`: nothing. Default `"native"`. */
  precision?: "native" | "residual" | "float32" | undefined;
}

/** Options of `planMigration`. */
export interface PlanOptions {
  target?: PlannedTarget | undefined;
  /** Records that are read and checked, 1 to 100,000. Default 1,000. */
  sampleSize?: number | undefined;
  /** Records in one page, 1 to 10,000. Default 200. */
  pageSize?: number | undefined;
  /**
   * Namespace for the collection in which the sample is measured on a server. The collection has a random name and is removed
   * at the end. Default `"octavec-plan"`.
   */
  measureNamespace?: string | undefined;
}

export const planOptionsSchema = z.strictObject({
  target: z
    .strictObject({
      quantization: z.enum(["q8", "none", "bin"]).default("q8"),
      m: z.int().min(4).max(4_096).default(16),
      precision: z.enum(["native", "residual", "float32"]).default("native"),
    })
    .refine(({ precision, quantization }) => precision === "native" || quantization === "q8", {
      path: ["precision"],
      error: 'residual and float32 belong to quantization "q8"',
    })
    .prefault({}),
  sampleSize: z.int().min(1).max(100_000).default(1_000),
  pageSize: z.int().min(1).max(10_000).default(200),
  measureNamespace: z.string().default("octavec-plan"),
});

/** `PlanOptions` after checking, defaults filled in. */
export type ResolvedPlanOptions = z.output<typeof planOptionsSchema>;
