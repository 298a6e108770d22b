import { z } from "zod";
import { isAbortSignal } from "./field-rules.js";

/** The field `signal` of every options object that has a schema. */
export const signalField = z.custom<AbortSignal>(isAbortSignal, "expected an AbortSignal").optional();
