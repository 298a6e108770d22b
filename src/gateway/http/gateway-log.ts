/** Takes one line of the gateway's log. Lines hold no key, prompt or answer. */
export type GatewayLog = (line: { readonly event: string } & Readonly<Record<string, unknown>>) => void;

export const noLog: GatewayLog = () => {};
