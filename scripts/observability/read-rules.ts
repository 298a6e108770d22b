import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

/** The file with the recording rules and alerts. */
export const RULES_FILE = join(import.meta.dirname, "octavec.rules.yml");

const alertSchema = z.object({
  alert: z.string(),
  expr: z.string(),
  for: z.string().optional(),
  labels: z.object({ severity: z.enum(["page", "ticket"]) }),
  annotations: z.strictObject({
    summary: z.string(),
    meaning: z.string(),
    cause: z.string(),
    action: z.string(),
  }),
});
const recordingSchema = z.object({ record: z.string(), expr: z.string() });
const rulesSchema = z.object({
  groups: z.array(z.object({ name: z.string(), rules: z.array(z.union([alertSchema, recordingSchema])) })),
});

export type Alert = z.output<typeof alertSchema>;

/** The rules of the file. @throws if an alert lacks one of its texts. */
export function readRules() {
  const { groups } = rulesSchema.parse(parse(readFileSync(RULES_FILE, "utf8")));
  const rules = groups.flatMap((group) => group.rules);
  return {
    alerts: rules.flatMap((rule) => ("alert" in rule ? [rule] : [])),
    recordings: rules.flatMap((rule) => ("record" in rule ? [rule] : [])),
  };
}
