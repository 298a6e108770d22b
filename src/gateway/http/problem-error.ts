import { z } from "zod";

/** What is wrong with one field of a request. */
export interface FieldProblem {
  readonly field: string;
  /** A short word for the rule, such as `required` or `maxLength`. */
  readonly rule: string;
  readonly message: string;
}

export interface Problem {
  readonly status: number;
  /** One of the published types, such as `/errors/invalid-data`. */
  readonly type: string;
  readonly title: string;
  readonly detail?: string | undefined;
  readonly fields?: readonly FieldProblem[] | undefined;
  /** Sent as `Retry-After`, in whole seconds. */
  readonly retryAfterSeconds?: number | undefined;
}

/** A failure that the client is told of, in the published form. Holds no key, prompt or answer. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(`${problem.status} ${problem.type}`, options);
    this.name = "ProblemError";
    this.problem = problem;
  }
}

/** The body of the reply, in the published form. */
export const problemBody = z.strictObject({
  title: z.string(),
  status: z.int().min(400).max(599),
  type: z.string(),
  detail: z.string().optional(),
  fields: z.array(z.strictObject({ field: z.string(), rule: z.string(), message: z.string() })).optional(),
});

export function bodyOfProblem({ title, status, type, detail, fields }: Problem): object {
  return { title, status, type, detail, fields };
}
