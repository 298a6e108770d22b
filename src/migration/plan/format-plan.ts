import type { PlannedField } from "./field-tally.js";
import type { MigrationPlan } from "./plan-migration.js";

/** The plan as text for people, without colours. */
export function formatPlan(plan: MigrationPlan): string {
  const { source, target, sample, memory, duration } = plan;
  const extra = memory.extraBytesPerRecord === 0 ? "" : ` and ${memory.extraBytesPerRecord} of JSON`;
  const basis = memory.basis === "measured" ? "measured with the sample" : "by formula";
  const lines = [
    `From       ${source.name}`,
    `Records    ${source.count === null ? "unknown number" : whole(source.count)}, ${source.dimension} dimensions, ${source.metric === "none" ? "no known metric" : `ranked by ${source.metric}`}`,
    `To         ${target.quantization}, M ${target.m}, precision ${target.precision}`,
    `Memory     ${memory.totalBytes === null ? "unknown total" : size(memory.totalBytes)}: ${whole(memory.bytesPerElement)} bytes per element${extra} (${basis})${memory.float32Bytes === null ? "" : `; the vectors as float32 are ${size(memory.float32Bytes)}`}`,
    `Duration   ${durationText(duration)}`,
    `Sample     ${whole(sample.read)} records read at ${whole(sample.readPerSecond)} per second, ${sample.rejected} rejected, ${sample.withExtra} with values stored as JSON`,
    ...(plan.fields.length === 0 ? [] : ["Fields", ...plan.fields.map(fieldText)]),
    ...(sample.rejects.length === 0
      ? []
      : [
          "Rejected",
          ...sample.rejects.map(({ id, code, reason }) => `  ${id ?? "(no id)"}  ${code}  ${reason}`),
        ]),
    ...(plan.warnings.length === 0 ? [] : ["Warnings", ...plan.warnings.map((warning) => `  ${warning}`)]),
  ];
  // Ids and field names come from the source and must not break lines or control the terminal.
  return lines.map((line) => line.replace(/\p{Cc}/gu, "·")).join("\n");
}

function fieldText({ field, sourceType, kept, note, seen, kinds }: PlannedField): string {
  const found = Object.entries(kinds).map(([kind, count]) => `${count} ${kind}`);
  const where = { attribute: "attribute", extra: "JSON", dropped: "dropped" }[kept];
  const sampled = found.length === 0 ? `in ${seen} records of the sample` : found.join(", ");
  return `  ${field} (${sourceType}) → ${where}: ${sampled}${note === undefined ? "" : `; ${note}`}`;
}

function durationText({ writePerSecond, leastSeconds, likelySeconds }: MigrationPlan["duration"]): string {
  if (leastSeconds === null) return "unknown, because the source cannot count its records";
  if (writePerSecond === null) return `${time(leastSeconds)} for reading; writing was not measured`;
  const likely = likelySeconds === null ? "" : `, likely ${time(likelySeconds)}`;
  return `at least ${time(leastSeconds)}${likely} (${whole(writePerSecond)} per second written in the sample)`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

function size(bytes: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
  let [value, unit] = [bytes, 0];
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024;
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

function time(seconds: number): string {
  if (seconds < 1) return "less than a second";
  if (seconds < 120) return `${Math.ceil(seconds)} s`;
  return seconds < 7200 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
