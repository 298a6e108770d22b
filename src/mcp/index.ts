export type { OnToolCall, ToolOutcome } from "./call-tool.js";
export { CollectionNames, checkCollectionPattern } from "./contract/collection-names.js";
export type { McpReach, ReachableCache } from "./contract/reach.js";
export { type McpOverHttp, openMcpOverHttp } from "./mcp-over-http.js";
export { serveMcpOnStdio } from "./serve-stdio.js";
export { MCP_TOOLS } from "./tools/all-tools.js";
