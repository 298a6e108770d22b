export { ERROR_CODES, type ErrorCode } from "./codes.js";
export { describeError } from "./describe-error.js";
export { type BackgroundFailure, failureCode, messageOf } from "./failure.js";
export { type KnownFields, requireKnownFields, unknownField } from "./known-fields.js";
export { missingPackage } from "./missing-package.js";
export { isOctavecError, OctavecError, type OctavecErrorOptions } from "./octavec-error.js";
export { reading } from "./reading.js";
