import { isOctavecError, missingPackage } from "../errors/index.js";

const PACKAGE = "@modelcontextprotocol/server";

/** The official SDK of the protocol. @throws OctavecError `MISSING_DEPENDENCY` */
export async function loadSdk() {
  try {
    return await import("@modelcontextprotocol/server");
  } catch (cause) {
    throw missingPackage("The MCP server", [PACKAGE], cause);
  }
}

/** Whether the SDK can be loaded. */
export async function isMcpInstalled(): Promise<boolean> {
  try {
    await loadSdk();
    return true;
  } catch (error) {
    if (isOctavecError(error, "MISSING_DEPENDENCY")) return false;
    throw error;
  }
}

/** The part of the SDK for standard input and output. @throws OctavecError `MISSING_DEPENDENCY` */
export async function loadStdioSdk() {
  try {
    return await import("@modelcontextprotocol/server/stdio");
  } catch (cause) {
    throw missingPackage("The MCP server", [PACKAGE], cause);
  }
}

export type Sdk = Awaited<ReturnType<typeof loadSdk>>;
