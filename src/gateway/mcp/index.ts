export { isMcpInstalled } from "../../mcp/index.js";
export { mcpSettings } from "./mcp-settings.js";
export { registerMcp } from "./register-mcp.js";
export { type ServeMcpOptions, serveMcp } from "./serve-mcp.js";
