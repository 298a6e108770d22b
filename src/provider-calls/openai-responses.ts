import { readOpenAiResponses } from "../requests/index.js";
import {
  countIn,
  isObject,
  type JsonObject,
  objectsIn,
  type Provider,
  parseObject,
  type SentEvent,
  textIn,
} from "./provider.js";

/** https://platform.openai.com/docs/api-reference/responses-streaming */
export const OPENAI_RESPONSES: Provider = {
  read: (body, _, options) => readOpenAiResponses(body, options),
  wantsEvents: ({ stream }) => stream === true,
  factsOf: ({ output, status, incomplete_details, model, usage }) => {
    const used = isObject(usage) ? usage : {};
    const items = objectsIn(output);
    const calls = items.some(({ type }) => textIn(type).endsWith("_call"));
    const reason = isObject(incomplete_details) ? textIn(incomplete_details.reason) : textIn(status);
    return {
      text: items
        .flatMap(({ content }) => objectsIn(content))
        .map((part) => (part.type === "output_text" ? textIn(part.text) : ""))
        .join(""),
      finishReason: status === "completed" ? (calls ? "tool-calls" : "stop") : reason,
      model: textIn(model),
      inputTokens: countIn(used.input_tokens),
      outputTokens: countIn(used.output_tokens),
    };
  },
  collector: () => {
    let message: JsonObject | undefined;
    return {
      // The last event holds the whole response.
      add({ data }) {
        const event = parseObject(data);
        if (event?.type === "response.completed" && isObject(event.response)) message = event.response;
      },
      get message() {
        return message;
      },
    };
  },
  *eventsOf(message, split) {
    let sequence_number = 0;
    const sent = (type: string, fields: JsonObject): SentEvent => ({
      event: type,
      data: JSON.stringify({ type, ...fields, sequence_number: sequence_number++ }),
    });
    const begun = { ...message, status: "in_progress", output: [], usage: null };
    yield sent("response.created", { response: begun });
    yield sent("response.in_progress", { response: begun });
    for (const [output_index, item] of objectsIn(message.output).entries()) {
      const place = { output_index, item_id: item.id ?? "" };
      yield sent("response.output_item.added", { output_index, item: beginning(item) });
      for (const [content_index, part] of objectsIn(item.content).entries()) {
        yield* partEvents(sent, { ...place, content_index }, part, split);
      }
      yield sent("response.output_item.done", { output_index, item });
    }
    yield sent("response.completed", { response: message });
  },
};

/** An item before anything was added to it. */
function beginning(item: JsonObject): JsonObject {
  if (item.type !== "message") return item;
  return { ...item, status: "in_progress", content: [] };
}

function* partEvents(
  sent: (type: string, fields: JsonObject) => SentEvent,
  place: JsonObject,
  part: JsonObject,
  split: (text: string) => readonly string[],
): Generator<SentEvent, void, undefined> {
  const isText = part.type === "output_text";
  yield sent("response.content_part.added", { ...place, part: isText ? { ...part, text: "" } : part });
  if (isText) {
    const text = textIn(part.text);
    for (const delta of split(text))
      yield sent("response.output_text.delta", { ...place, delta, logprobs: [] });
    yield sent("response.output_text.done", { ...place, text, logprobs: [] });
  }
  yield sent("response.content_part.done", { ...place, part });
}
