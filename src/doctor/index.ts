export { type Examination, examine } from "./examine.js";
export type { ExamineOptions, ReplicaAddress } from "./examine-options.js";
export type { Role } from "./facts/rights.js";
export type { Finding, Severity } from "./finding.js";
export { type RepairOptions, type RepairReport, repairOrphans } from "./repair/repair-orphans.js";
export { type Survey, type SurveyedCollection, type SurveyOptions, survey } from "./survey.js";
