import { expect, it } from "vitest";
import { QuantizationError, type QuantizationErrorCode } from "../../../quantization/index.js";
import { ERROR_CODES, isOctavecError } from "../../../src/errors/index.js";

const CODES: Record<QuantizationErrorCode, true> = {
  INVALID_ARGUMENT: true,
  INVALID_VECTOR: true,
  DIMENSION_MISMATCH: true,
  CALIBRATION_TOO_SMALL: true,
  CALIBRATION_MISMATCH: true,
  INVALID_CALIBRATION: true,
};

it.each(Object.keys(CODES) as QuantizationErrorCode[])(
  "%s of the numerics is a code of the library with the same answer to repeating the call",
  (code) => {
    const cause = new Error("below");
    const error = new QuantizationError(code, "what came", { details: { row: 3 }, cause });
    expect(isOctavecError(error, code)).toBe(true);
    expect(error).toMatchObject({ code, details: { row: 3 }, cause, retryable: ERROR_CODES[code].retryable });
  },
);
