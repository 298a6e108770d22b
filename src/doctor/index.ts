export type { ExamineOptions } from "./contract/examine-options.js";
export type { Finding, Severity } from "./contract/finding.js";
export { type Examination, examine } from "./examine.js";
export type { ReplicaAddress } from "./facts/replica-addresses.js";
export type { Role } from "./facts/rights.js";
export { type RepairOptions, type RepairReport, repairOrphans } from "./repair/repair-orphans.js";
export { type Survey, type SurveyedCollection, type SurveyOptions, survey } from "./survey.js";
