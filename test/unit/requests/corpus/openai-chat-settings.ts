/** Pairs of Chat Completions that differ beside the messages. */
export const CHAT_SETTINGS = String.raw`
same | {} | a request is the same as itself
same | {"stream": true} | how an answer is delivered does not change it
same | {"stream": false} | how an answer is delivered does not change it
same | {"stream": true, "stream_options": {"include_usage": true}} | counts of tokens come beside the answer
same | {"stream_options": {"include_obfuscation": false}} | padding of the stream is no part of the answer
same | {"stream_options": null} | padding of the stream is no part of the answer
same | {"user": "u-1"} | the end user is for the provider's records
same | {"user": "u-2"} | two users get one answer unless it is asked otherwise
same | {"safety_identifier": "s-1"} | the new name of the user
same | {"safety_identifier": "s-2"} | the new name of the user
same | {"safety_identifier": "u-1"} | neither counts
same | {"metadata": {"trace": "1"}} | notes for the dashboard never reach the model
same | {"metadata": {"trace": "2"}} | notes for the dashboard never reach the model
same | {"metadata": null} | no notes
same | {"store": true} | whether the provider keeps the answer does not change it
same | {"store": false} | whether the provider keeps the answer does not change it
same | {"service_tier": "flex"} | the tier is about price and speed
same | {"service_tier": "priority"} | the tier is about price and speed
same | {"service_tier": "default"} | the tier is about price and speed
same | {"prompt_cache_key": "k-1"} | the provider's own cache does not change answers
same | {"prompt_cache_key": "k-2"} | the provider's own cache does not change answers
same | {"prompt_cache_retention": "24h"} | the provider's own cache does not change answers
same | {"prompt_cache_options": {"mode": "explicit"}} | the provider's own cache does not change answers
same | {"temperature": 0.20} | 0.20 is 0.2
same | {"temperature": 2e-1, "seed": 7e0} | the same number in another notation
same | {"max_tokens": 400.0} | 400.0 is 400
same | {"seed": 7.0} | 7.0 is 7
same | {"logit_bias": {"50256": -100, "11": 5}} ~ {"logit_bias": {"11": 5, "50256": -100}} | members of an object have no order
same | {"logit_bias": {"50256": -100}} ~ {"logit_bias": {"50256": -100.0}} | -100.0 is -100
same | {"tools": [{"function": {"parameters": {"required": ["id"], "properties": {"limit": {"type": "integer"}, "id": {"type": "string"}}, "type": "object"}, "description": "Finds an order.", "name": "find_order"}, "type": "function"}]} | the same tool with its members in another order
same | {"response_format": {"json_schema": {"schema": {"properties": {"text": {"type": "string"}}, "type": "object"}, "strict": true, "name": "answer"}, "type": "json_schema"}} | the same schema with its members in another order
different | {"model": "gpt-4.1-mini"} | another model answers
different | {"model": "gpt-4.1-2025-04-14"} | a dated model may differ from the one that its alias names today
different | {"model": "GPT-4.1"} | only the provider knows whether names ignore case
different | {"model": "ft:gpt-4.1:acme::1"} ~ {"model": "ft:gpt-4.1:acme::2"} | two fine-tuned models
different | {"temperature": 0} | greedy answers vary less
different | {"temperature": 0.3} | sampling by another temperature, also of one class
different | {"temperature": 0.2000001} | the exact number counts
different | {"temperature": 1} | livelier answers
different | {"-temperature": 0} | only the provider knows its default
different | {"temperature": null} | only the provider knows what null means
different | {"-temperature": 0} ~ {"temperature": null} | absent and null are not known to be the same
different | {"-temperature": 0} ~ {"temperature": 1} | an explicit default is not known to be the default for ever
different | {"temperature": 1} ~ {"top_p": 1} | two ways to sample
different | {"top_p": 0.9} | fewer words can be sampled
different | {"top_p": 0.9} ~ {"top_p": 0.95} | fewer words can be sampled
different | {"top_p": 1} | an explicit default
different | {"seed": 8} | another seed draws another sample
different | {"-seed": 0} | without a seed, samples vary
different | {"seed": 7} ~ {"seed": null} | without a seed, samples vary
different | {"seed": 0} ~ {"seed": null} | zero is a seed
different | {"max_tokens": 100} | a shorter limit may cut the answer
different | {"-max_tokens": 0} | no limit
different | {"-max_tokens": 0, "max_completion_tokens": 400} | the new limit counts thoughts as well
different | {"max_completion_tokens": 400} ~ {"max_completion_tokens": 500} | another limit may cut elsewhere
different | {"stop": "\n"} | the answer ends at the first line
different | {"stop": "\n"} ~ {"stop": "\n\n"} | the answer ends elsewhere
different | {"stop": ["a", "b"]} ~ {"stop": ["a"]} | one more place to end
different | {"stop": "END"} ~ {"stop": "end"} | the answer ends elsewhere
different | {"n": 2} | two answers at once
different | {"n": 2} ~ {"n": 3} | another number of answers
different | {"n": 1} | an explicit default
different | {"logprobs": true} | the answer also has probabilities
different | {"logprobs": true, "top_logprobs": 2} ~ {"logprobs": true, "top_logprobs": 5} | more alternatives in the answer
different | {"logprobs": false} ~ {"logprobs": true} | the answer also has probabilities
different | {"logit_bias": {"50256": -100}} | a word is forbidden
different | {"logit_bias": {"50256": -100}} ~ {"logit_bias": {"50256": -99}} | a word is less forbidden
different | {"logit_bias": {"50256": -100}} ~ {"logit_bias": {"50257": -100}} | another word is forbidden
different | {"logit_bias": {}} | an empty object is given
different | {"frequency_penalty": 0.5} | repetitions cost more
different | {"presence_penalty": 0.5} | new subjects are favoured
different | {"frequency_penalty": 0.5} ~ {"presence_penalty": 0.5} | two kinds of penalty
different | {"reasoning_effort": "high"} | the model thinks longer
different | {"reasoning_effort": "low"} ~ {"reasoning_effort": "minimal"} | the model thinks less
different | {"verbosity": "low"} | a shorter answer
different | {"verbosity": "low"} ~ {"verbosity": "high"} | the length of the answer
different | {"response_format": {"type": "text"}} | prose instead of JSON
different | {"response_format": {"type": "json_object"}} | any JSON instead of that of a schema
different | {"-response_format": 0} | prose instead of JSON
different | {"/response_format/json_schema/name": "reply"} | the model sees the name
different | {"/response_format/json_schema/strict": false} | the schema is only a hint
different | {"/response_format/json_schema/schema/properties/text/type": "number"} | another type in the answer
different | {"/response_format/json_schema/schema/properties/source": {"type": "string"}} | one more member in the answer
different | {"/response_format/json_schema/schema/additionalProperties": false} | fewer answers are valid
different | {"-tools": 0} | nothing can be called
different | {"tools": []} | nothing can be called
different | {"tools": []} ~ {"-tools": 0} | an empty list is not known to be none
different | {"/tools/0/function/name": "get_order"} | the answer may name the tool
different | {"/tools/0/function/description": "Finds an order by its number."} | the description decides when the tool is called
different | {"/tools/0/function/strict": true} | arguments must fit the schema
different | {"/tools/0/function/parameters/required": []} | the arguments may differ
different | {"/tools/0/function/parameters/required": ["id", "limit"]} ~ {"/tools/0/function/parameters/required": ["limit", "id"]} | the model sees a list in its order
different | {"/tools/0/function/parameters/properties/limit/type": "string"} | another type of argument
different | {"/tools/-": {"type": "function", "function": {"name": "open_ticket"}}} | one more tool
different | {"/tools/-": {"type": "custom", "custom": {"name": "shell"}}} | one more tool
different | {"tools": [{"type": "function", "function": {"name": "a"}}, {"type": "function", "function": {"name": "b"}}]} ~ {"tools": [{"type": "function", "function": {"name": "b"}}, {"type": "function", "function": {"name": "a"}}]} | the model sees tools in their order
different | {"tool_choice": "none"} | nothing may be called
different | {"tool_choice": "required"} | something must be called
different | {"tool_choice": {"type": "function", "function": {"name": "find_order"}}} | this must be called
different | {"-tool_choice": 0} | an explicit default
different | {"parallel_tool_calls": false} | one call at a time
different | {"parallel_tool_calls": true} ~ {"parallel_tool_calls": false} | one call at a time
different | {"functions": [{"name": "f"}]} | the old form of tools
different | {"functions": [{"name": "f"}]} ~ {"functions": [{"name": "f"}], "function_call": "none"} | nothing may be called
different | {"modalities": ["text", "audio"]} | the answer is also spoken
different | {"modalities": ["text", "audio"], "audio": {"voice": "alloy", "format": "wav"}} ~ {"modalities": ["text", "audio"], "audio": {"voice": "echo", "format": "wav"}} | another voice
different | {"prediction": {"type": "content", "content": "Go to settings."}} | not documented to leave the answer as it is
different | {"moderation": {"model": "omni-moderation-latest"}} | the answer also has a judgement
different | {"enable_thinking": true} | an unknown field may change the answer
different | {"top_k": 40} | a field of another server
different | {"top_k": 40} ~ {"top_k": 41} | a field of another server
different | {"repetition_penalty": 1.1} | a field of another server
different | {"chat_template_kwargs": {"thinking": true}} ~ {"chat_template_kwargs": {"thinking": false}} | a field of another server
different | {"plugins": [{"id": "web"}]} | a field of another server
different | {"Stream": true} | names are read with their case
built-in-tools | {"web_search_options": {}} | the web changes with time
built-in-tools | {"web_search_options": {"search_context_size": "low"}} | the web changes with time
built-in-tools | {"model": "gpt-4o-search-preview"} | this model always searches the web
built-in-tools | {"model": "gpt-5-search-api"} | this model always searches the web
built-in-tools | {"/tools/-": {"type": "web_search"}} | a tool that the provider runs
no-model | {"-model": 0} | two deployments must not share answers
no-model | {"model": ""} | no model is named
malformed | {"model": 4} | a model is a text
malformed | {"tools": {}} | tools are a list
malformed | {"tools": ["find_order"]} | a tool is an object
different | {"web_search_options": null} | an unknown value of a known field
`;
