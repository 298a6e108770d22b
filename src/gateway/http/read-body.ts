import type { z } from "zod";
import { type FieldProblem, ProblemError } from "./problem-error.js";

/**
 * The body of a request, checked. Fields that the schema does not know are left out, as newer clients may send some.
 *
 * @throws ProblemError 400 with every field at fault.
 */
export function readBody<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body, { reportInput: true });
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(fieldOf);
  throw new ProblemError({
    status: 400,
    type: "/errors/invalid-data",
    title: "Invalid data",
    detail: fields.map(({ field, message }) => `${field}: ${message}`).join("; "),
    fields,
  });
}

function fieldOf(issue: z.core.$ZodIssue): FieldProblem {
  const field = issue.path.map(String).join(".");
  return { field: field === "" ? "body" : field, rule: ruleOf(issue), message: issue.message };
}

function ruleOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "required" : "type";
    case "too_small":
      return "minimum";
    case "too_big":
      return "maximum";
    case "invalid_value":
      return "enum";
    case "invalid_format":
      return "pattern";
    default:
      return issue.code === "custom" && typeof issue.params?.rule === "string"
        ? issue.params.rule
        : "invalid";
  }
}
