import { join } from "node:path";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as FirstClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as FirstStdioTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as FirstHttpTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { inject, onTestFinished } from "vitest";

/** Clients of the official SDKs: the newest with the protocol of 2026 and with that of 2025, and the first one. */
export const MCP_CLIENTS = ["2.x of 2026", "2.x of 2025", "1.x"] as const;
export type McpClientKind = (typeof MCP_CLIENTS)[number];

/** What a tool answered. */
export interface ToolAnswer {
  /** Undefined after a failure. */
  readonly value: Record<string, unknown> | undefined;
  /** The code of a failure, and what a model reads of it. */
  readonly code: string | undefined;
  readonly text: string;
}

/** A connected client. It is closed when the test ends. */
export interface McpClient {
  tools(): Promise<readonly ListedTool[]>;
  call(name: string, args?: Record<string, unknown>, signal?: AbortSignal): Promise<ToolAnswer>;
  close(): Promise<void>;
  /** Only over standard input and output. */
  readonly pid: number | null;
}

export interface ListedTool {
  readonly name: string;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly annotations?: Record<string, unknown> | undefined;
  readonly inputSchema: object;
  readonly outputSchema?: object | undefined;
}

/** Starts the program `octavec mcp` and speaks to it. */
export async function mcpOverStdio(
  args: readonly string[],
  { kind = "2.x of 2026" as McpClientKind, environment = {} as Record<string, string> } = {},
): Promise<McpClient> {
  const start = {
    command: process.execPath,
    args: [join(inject("programs"), "octavec.js"), "mcp", ...args],
    env: { PATH: process.env.PATH ?? "", ...environment },
    stderr: "ignore" as const,
  };
  if (kind === "1.x") {
    const transport = new FirstStdioTransport(start);
    return connected(await firstClient(transport), () => transport.pid);
  }
  const transport = new StdioClientTransport(start);
  const client = newClient(kind);
  await client.connect(transport);
  return connected(client, () => transport.pid);
}

/** Speaks to the path `/mcp` of a gateway. */
export async function mcpOverHttp(
  url: string,
  { key, kind = "2.x of 2026" }: { key?: string | undefined; kind?: McpClientKind } = {},
): Promise<McpClient> {
  const at = new URL("/mcp", url);
  const requestInit = key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } };
  if (kind === "1.x") return connected(await firstClient(new FirstHttpTransport(at, { requestInit })));
  const client = newClient(kind);
  await client.connect(new StreamableHTTPClientTransport(at, { requestInit }));
  return connected(client);
}

const NAME = { name: "octavec-tests", version: "1.0.0" };

function newClient(kind: McpClientKind): Client {
  const mode = kind === "2.x of 2025" ? ("legacy" as const) : { pin: "2026-07-28" };
  return new Client(NAME, { versionNegotiation: { mode } });
}

async function firstClient(transport: FirstStdioTransport | FirstHttpTransport): Promise<FirstClient> {
  const client = new FirstClient(NAME);
  // Its types do not allow for `exactOptionalPropertyTypes`.
  await client.connect(transport as Parameters<FirstClient["connect"]>[0]);
  return client;
}

function connected(client: Client | FirstClient, pid: () => number | null = () => null): McpClient {
  onTestFinished(() => client.close());
  return {
    get pid() {
      return pid();
    },
    close: () => client.close(),
    tools: async () => (await client.listTools()).tools,
    async call(name, args = {}, signal) {
      const options = signal === undefined ? {} : { signal };
      const result =
        client instanceof Client
          ? await client.callTool({ name, arguments: args }, options)
          : await client.callTool({ name, arguments: args }, undefined, options);
      return answerOf(result);
    },
  };
}

function answerOf(result: Record<string, unknown>): ToolAnswer {
  const [first] = result.content as { readonly text: string }[];
  const meta = result._meta as Record<string, { readonly code: string }> | undefined;
  const value = result.structuredContent as Record<string, unknown> | undefined;
  if (result.isError === true)
    return { value: undefined, code: meta?.["octavec/error"]?.code, text: first!.text };
  return { value, code: undefined, text: first!.text };
}
