export { ERROR_CODES, type ErrorCode } from "./codes.js";
export { isOctavecError, OctavecError, type OctavecErrorOptions } from "./octavec-error.js";
export { messageOf, reading } from "./reading.js";
