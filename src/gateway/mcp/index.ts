export { mcpSettings } from "./mcp-settings.js";
export { registerMcp } from "./register-mcp.js";
