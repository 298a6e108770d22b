export { ERROR_CODES, type ErrorCode } from "./codes.js";
export { type BackgroundFailure, failureCode, messageOf } from "./failure.js";
export { type KnownFields, requireKnownFields } from "./known-fields.js";
export { missingPackage } from "./missing-package.js";
export { isOctavecError, OctavecError, type OctavecErrorOptions } from "./octavec-error.js";
export { reading } from "./reading.js";
