import { BaseChatModel, type BaseChatModelParams } from "@langchain/core/language_models/chat_models";
import { AIMessage, type AIMessageFields, type BaseMessage } from "@langchain/core/messages";
import type { ChatResult } from "@langchain/core/outputs";

/** One call's answers: several for n > 1. */
export type Reply = readonly (AIMessageFields & { readonly finish?: string })[];

const USAGE = { input_tokens: 40, output_tokens: 2, total_tokens: 42 };

/** A chat model of LangChain that gives its replies in turn and counts its calls. */
export class ScriptedChatModel extends BaseChatModel {
  readonly seen: BaseMessage[][] = [];
  readonly #replies: readonly Reply[];
  readonly #name: string;

  constructor(
    replies: readonly Reply[],
    { model = "large", ...params }: BaseChatModelParams & { model?: string } = {},
  ) {
    super(params);
    this.#replies = replies;
    this.#name = model;
  }

  get calls(): number {
    return this.seen.length;
  }

  _llmType(): string {
    return "scripted";
  }

  override _identifyingParams(): Record<string, unknown> {
    return { model: this.#name };
  }

  async _generate(messages: BaseMessage[]): Promise<ChatResult> {
    this.seen.push(messages);
    const reply = this.#replies[(this.calls - 1) % this.#replies.length] ?? [];
    return {
      generations: reply.map(({ finish = "stop", ...fields }) => {
        const message = new AIMessage({ usage_metadata: USAGE, ...fields } as AIMessageFields);
        return { text: message.text, message, generationInfo: { finish_reason: finish, index: 0 } };
      }),
    };
  }
}
