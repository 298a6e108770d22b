import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

export const OBSERVABILITY = join(import.meta.dirname, "../../scripts/observability");
export const RULES_FILE = join(OBSERVABILITY, "octavec.rules.yml");

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

/** The rules that the package ships. */
export function readRules() {
  const { groups } = rulesSchema.parse(parse(readFileSync(RULES_FILE, "utf8")));
  const rules = groups.flatMap((group) => group.rules);
  return {
    alerts: rules.flatMap((rule) => ("alert" in rule ? [rule] : [])),
    recordings: rules.flatMap((rule) => ("record" in rule ? [rule] : [])),
  };
}

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * The text of rules or queries with all durations divided by 60: a minute takes a second. The names of recording rules stay.
 */
export function hastened(text: string): string {
  return text.replace(
    /(\[|\bfor: |\boffset )(\d+)([smhd])\b/g,
    (_, before: string, count: string, unit: string) => {
      const ms = (Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS]) / 60;
      return `${before}${Math.round(ms)}ms`;
    },
  );
}
