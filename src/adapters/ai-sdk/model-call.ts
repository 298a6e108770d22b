/**
 * The parts of the AI SDK's types that the middleware reads. They are the same in versions 3 and 4 of its provider interface.
 * https://github.com/vercel/ai/tree/main/packages/provider/src/language-model
 */
export interface CallOptions {
  readonly prompt: readonly object[];
  readonly responseFormat?: { readonly type: string; readonly schema?: unknown } | undefined;
  readonly providerOptions?: Readonly<Record<string, unknown>> | undefined;
  readonly abortSignal?: AbortSignal | undefined;
}

/** One piece of a result's content. */
export interface ContentPart {
  readonly type: string;
  readonly text?: unknown;
}

export interface GenerateResult {
  readonly content: readonly ContentPart[];
  readonly finishReason: FinishReason;
  readonly usage: Usage;
  readonly warnings: readonly unknown[];
  readonly providerMetadata?: Readonly<Record<string, unknown>> | undefined;
  readonly response?: ResponseMetadata | undefined;
}

export interface FinishReason {
  readonly unified: string;
  readonly raw: string | undefined;
}

export interface ResponseMetadata {
  readonly id?: string | undefined;
  readonly timestamp?: Date | undefined;
  readonly modelId?: string | undefined;
}

export interface Usage {
  readonly inputTokens: { readonly total: number | undefined };
  readonly outputTokens: { readonly total: number | undefined };
}

/** A chunk of a streamed result, by its type. */
export interface StreamPart {
  readonly type: string;
  readonly id?: string | undefined;
  readonly delta?: string | undefined;
  readonly providerMetadata?: Readonly<Record<string, unknown>> | undefined;
}

/** A hit costs no tokens. */
export const NO_USAGE = {
  inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 0, text: 0, reasoning: 0 },
};
