export { OctavecVector, type OctavecVectorOptions } from "./octavec-vector.js";
