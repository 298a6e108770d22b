export { type ClearOptions, type ClearReport, clearTenant } from "./clear-tenant.js";
export { TenantFamily } from "./tenant-family.js";
