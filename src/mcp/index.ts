export type { OnToolCall } from "./call-tool.js";
export { CollectionNames } from "./contract/collection-names.js";
export type { McpReach, ReachableCache } from "./contract/reach.js";
export { isMcpInstalled } from "./load-sdk.js";
export { openMcpOverHttp } from "./mcp-over-http.js";
export { openMcpOnStdio } from "./serve-stdio.js";
export { MCP_TOOLS } from "./tools/all-tools.js";
