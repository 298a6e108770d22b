/** Pairs of LangChain that differ in what the key says of the model and the call. */
export const LANGCHAIN_KEYS = String.raw`
same | {} | a call is the same as itself
same | {"/key/signal": {}} | a signal never reaches the model
same | {"/key/headers": {"x-trace": "1"}} | headers never reach the model
same | {"/key/headers": {"x-trace": "2"}} | headers never reach the model
same | {"/key/timeout": 1000} | how long the caller waits does not change the answer
same | {"/key/timeout": 2000} | how long the caller waits does not change the answer
same | {"/key/stream": true} | how an answer is delivered does not change it
same | {"-/key/stream": 0} | how an answer is delivered does not change it
same | {"/key/streaming": true} | how an answer is delivered does not change it
same | {"/key/stream_options": {"include_usage": true}} | counts of tokens come beside the answer
same | {"/key/user": "u-1"} | the end user is for the provider's records
same | {"/key/user": "u-2"} | the end user is for the provider's records
same | {"/key/safety_identifier": "s-1"} | the end user is for the provider's records
same | {"/key/metadata": {"trace": "1"}} | notes never reach the model
same | {"/key/store": true} | the provider may keep the answer
same | {"/key/service_tier": "flex"} | the tier is about price and speed
same | {"/key/prompt_cache_key": "k"} | the provider's own cache does not change answers
same | {"/key/promptCacheKey": "k"} | the provider's own cache does not change answers
same | {"/key/prompt_cache_retention": "24h"} | the provider's own cache does not change answers
same | {"/key/temperature": 0.20} | 0.20 is 0.2
same | {"/key/tools": [{"function": {"parameters": {"properties": {"id": {"type": "string"}}, "type": "object"}, "name": "find_order"}, "type": "function"}]} | members have no order
same | {"/key/logit_bias": {"1": 5, "2": 6}} ~ {"/key/logit_bias": {"2": 6, "1": 5}} | members have no order
same | {"llmKey": "_model:\"base_chat_model\",model:\"m\",stop:[\"a\"]"} ~ {"llmKey": "model:\"m\",stop:[\"a\"],_model:\"base_chat_model\""} | fields have no order
same | {"llmKey": "a:undefined,model:\"m\""} ~ {"llmKey": "a:null,model:\"m\""} | what JSON cannot hold is nothing
same | {"llmKey": "model:\"m\",temperature:1"} ~ {"llmKey": "model:\"m\",temperature:1.0"} | 1 is 1.0
different | {"/key/model": "gpt-4.1-mini"} | another model answers
different | {"/key/model": "GPT-4.1"} | only the provider knows whether names ignore case
different | {"/key/model_name": "gpt-4.1-mini"} | another model answers
different | {"-/key/model": 0} | the model is named in one place only
different | {"-/key/model": 0, "-/key/model_name": 0} | no model is named
different | {"/key/_type": "anthropic"} | another provider answers
different | {"/key/_model": "base_llm"} | the prompt is sent in another form
different | {"/key/apiKey": "sk-2"} | another account
different | {"/key/baseURL": "https://a.example"} ~ {"/key/baseURL": "https://b.example"} | another server
different | {"/key/temperature": 0} | greedy answers vary less
different | {"/key/temperature": 0.21} | the exact number counts
different | {"-/key/temperature": 0} | only the provider knows its default
different | {"/key/temperature": null} | only the provider knows what null means
different | {"/key/temperature": "0.2"} | a text is no number
different | {"/key/top_p": 0.9} | fewer words can be sampled
different | {"/key/top_p": 0.9} ~ {"/key/top_p": 0.95} | fewer words can be sampled
different | {"/key/top_p": 1} | an explicit default
different | {"/key/top_k": 40} ~ {"/key/top_k": 41} | fewer words can be sampled
different | {"/key/topP": 0.9} ~ {"/key/top_p": 0.9} | two providers write it in two ways
different | {"/key/n": 2} | two answers at once
different | {"/key/n": 1} | an explicit default
different | {"/key/n": 2} ~ {"/key/n": 3} | another number of answers
different | {"/key/best_of": 2} | the best of two
different | {"/key/seed": 1} | a seed draws a sample
different | {"/key/seed": 1} ~ {"/key/seed": 2} | another seed draws another sample
different | {"/key/max_tokens": 100} | a limit may cut the answer
different | {"/key/max_tokens": 100} ~ {"/key/max_tokens": 101} | the exact limit counts
different | {"/key/max_tokens": 100} ~ {"/key/max_completion_tokens": 100} | the new limit counts thoughts as well
different | {"/key/maxOutputTokens": 100} | a limit may cut the answer
different | {"/key/stop": ["\n"]} | the answer ends at the first line
different | {"/key/stop": ["END"]} ~ {"/key/stop": ["STOP"]} | the answer ends elsewhere
different | {"/key/stop": ["a", "b"]} ~ {"/key/stop": ["a"]} | one more place to end
different | {"/key/stop": ["a", "b"]} ~ {"/key/stop": ["b", "a"]} | lists are compared in their order
different | {"/key/stop": ["a,b"]} ~ {"/key/stop": ["a", "b"]} | a comma in a text
different | {"/key/stop": ["a\",\"b"]} ~ {"/key/stop": ["a", "b"]} | quotation marks in a text
different | {"/key/stop": [",temperature:0"]} ~ {"/key/stop": [",temperature:1"]} | a text that looks like a field
different | {"/key/stop": [",x:1,"]} ~ {"/key/stop": [","], "/key/x": 1} | a text that looks like a field
different | {"/key/stop_sequences": ["a"]} ~ {"/key/stop": ["a"]} | two providers write it in two ways
different | {"/key/logprobs": true} | the answer also has probabilities
different | {"/key/top_logprobs": 2} ~ {"/key/top_logprobs": 3} | more alternatives
different | {"/key/logit_bias": {"50256": -100}} | a word is forbidden
different | {"/key/logit_bias": {"50256": -100}} ~ {"/key/logit_bias": {"50256": -99}} | a word is less forbidden
different | {"/key/presence_penalty": 0.5} ~ {"/key/frequency_penalty": 0.5} | two kinds of penalty
different | {"/key/reasoning_effort": "high"} | the model thinks longer
different | {"/key/reasoning": {"effort": "high"}} ~ {"/key/reasoning": {"effort": "low"}} | the model thinks less
different | {"/key/thinking": {"type": "enabled", "budget_tokens": 2000}} ~ {"/key/thinking": {"type": "enabled", "budget_tokens": 4000}} | the model thinks longer
different | {"/key/thinking": {"type": "disabled"}} | an explicit default
different | {"/key/verbosity": "low"} ~ {"/key/verbosity": "high"} | the length of the answer
different | {"/key/response_format": {"type": "json_object"}} | JSON instead of prose
different | {"/key/response_format": {"type": "json_object"}} ~ {"/key/response_format": {"type": "text"}} | JSON instead of prose
different | {"/key/response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": {"type": "object"}}}} ~ {"/key/response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": {"type": "array"}}}} | another schema
different | {"/key/ls_structured_output_format": {"schema": {"title": "A"}}} ~ {"/key/ls_structured_output_format": {"schema": {"title": "B"}}} | another schema
different | {"/key/text": {"format": {"type": "json_object"}}} | JSON instead of prose
different | {"/key/outputVersion": "v1"} | the answer has another form
different | {"-/key/tools": 0} | nothing can be called
different | {"/key/tools": []} | nothing can be called
different | {"/key/tools/0/function/name": "get_order"} | another name
different | {"/key/tools/0/function/description": "Gets an order."} | the description decides when the tool is called
different | {"/key/tools/0/function/parameters/required": ["id"]} | the argument must be given
different | {"/key/tools/0/function/parameters/properties/id/type": "integer"} | another type of argument
different | {"/key/tools/-": {"type": "function", "function": {"name": "open_ticket"}}} | one more tool
different | {"/key/tools/-": {"type": "custom", "custom": {"name": "note"}}} | one more tool
different | {"/key/tools": [{"name": "a", "input_schema": {}}]} ~ {"/key/tools": [{"name": "b", "input_schema": {}}]} | tools as Anthropic takes them
different | {"/key/tools": [{"functionDeclarations": [{"name": "a"}]}]} ~ {"/key/tools": [{"functionDeclarations": [{"name": "b"}]}]} | tools as Google takes them
different | {"/key/tool_choice": "none"} | nothing may be called
different | {"/key/tool_choice": "auto"} ~ {"/key/tool_choice": "required"} | something must be called
different | {"/key/tool_choice": {"type": "tool", "name": "a"}} ~ {"/key/tool_choice": {"type": "tool", "name": "b"}} | another tool must be called
different | {"/key/parallel_tool_calls": false} | one call at a time
different | {"/key/functions": [{"name": "f"}]} | the old form of tools
different | {"/key/function_call": {"name": "f"}} | the old form of a choice
different | {"/key/system": "Be short."} ~ {"/key/system": "Be long."} | a system prompt in the call
different | {"/key/betas": []} | an empty list is given
different | {"/key/betas": ["a"]} ~ {"/key/betas": ["b"]} | a beta changes what the model does
different | {"/key/safetySettings": [{"category": "C", "threshold": "T"}]} | other things are blocked
different | {"/key/cachedContent": "a"} ~ {"/key/cachedContent": "b"} | another text comes before
different | {"/key/organization": "a"} ~ {"/key/organization": "b"} | another account
different | {"/key/future_field": 1} ~ {"/key/future_field": 2} | an unknown field may change the answer
different | {"/key/before": 1} ~ {"/key/before": 2} | a field with a name that the canonicaliser might use
different | {"/key/prompt": {"a": 1}} ~ {"/key/prompt": {"a": 2}} | a field with a name that the canonicaliser might use
different | {"/key/__proto__": {"a": 1}} ~ {"/key/__proto__": {"a": 2}} | a name that breaks careless code
different | {"/key/a": {"b": [1, {"c": "d}"}]}} ~ {"/key/a": {"b": [1, {"c": "d"}]}} | a bracket in a text
different | {"/key/a": "x\\"} ~ {"/key/a": "x\\\\"} | backslashes in a text
different | {"llmKey": "a key of another kind"} ~ {"llmKey": "another key of another kind"} | a text that is not understood counts as a whole
different | {"llmKey": "x"} ~ {"llmKey": "llmKey:\"x\""} | a key of another kind is no field
different | {"llmKey": ""} ~ {"llmKey": "x"} | an empty key
different | {"llmKey": "model:\"m\",a:{"} ~ {"llmKey": "model:\"m\",a:["} | half a key counts as a whole
different | {"llmKey": "model:\"m\",a:1"} ~ {"llmKey": "model:\"m\",a:1,b:2"} | one more field
different | {"/key/model": 5} | a model of another kind
different | {"/key/modelName": "a"} ~ {"/key/modelName": "b"} | a model under another name
different | {"/key/model_id": "a"} ~ {"/key/model_id": "b"} | a model under another name
different | {"/key/temperature": 2} | the liveliest answers
different | {"/key/temperature": 0.2, "/key/top_p": 0.9} ~ {"/key/temperature": 0.3, "/key/top_p": 0.9} | both ways to sample count
different | {"/key/seed": 0} ~ {"/key/seed": null} | zero is a seed
different | {"/key/max_tokens": -1} | no limit, as some write it
different | {"/key/stop": []} | an empty list is given
different | {"/key/stop": ["Stop"]} ~ {"/key/stop": ["stop"]} | the answer ends elsewhere
different | {"/key/stop": "a"} ~ {"/key/stop": ["a"]} | a text is no list
different | {"/key/suffix": "."} | the answer is put before it
different | {"/key/echo": true} | the answer begins with the prompt
different | {"/key/reasoning_effort": "low"} ~ {"/key/reasoning_effort": "minimal"} | the model thinks less
different | {"/key/thinkingConfig": {"thinkingBudget": 0}} ~ {"/key/thinkingConfig": {"thinkingBudget": 10}} | the model thinks longer
different | {"/key/inferenceConfig": {"temperature": 0}} ~ {"/key/inferenceConfig": {"temperature": 1}} | as Bedrock takes it
different | {"/key/region": "eu-west-1"} ~ {"/key/region": "us-east-1"} | another region may run another build
different | {"/key/azureOpenAIApiDeploymentName": "a"} ~ {"/key/azureOpenAIApiDeploymentName": "b"} | another deployment
different | {"/key/format": "json"} | JSON instead of prose
different | {"/key/keepAlive": "5m"} | not documented to leave the answer as it is
different | {"/key/numCtx": 2048} ~ {"/key/numCtx": 4096} | input that is too long is cut elsewhere
different | {"/key/modalities": ["text", "audio"]} | the answer is also spoken
different | {"/key/prediction": {"type": "content", "content": "a"}} | not documented to leave the answer as it is
different | {"/key/include": ["reasoning.encrypted_content"]} | the answer has more
different | {"/key/truncation": "auto"} | input that is too long is cut
different | {"/key/strict": true} | arguments must fit the schema
different | {"/key/a": {"x": [1, 2], "y": {}}} ~ {"/key/a": {"x": [1], "y": {"z": 2}}} | other nesting
different | {"/key/a": "1"} ~ {"/key/a": 1} | a text is no number
different | {"/key/a": null} ~ {"/key/a": "null"} | a text is not null
different | {"/key/a": "b:c,d:e"} ~ {"/key/a": "b:c", "/key/d": "e"} | a text that looks like a field
different | {"/key/a": [",b:\"c\""]} ~ {"/key/a": [",b:\"d\""]} | a text that looks like a field
server-state | {"/key/previous_response_id": "resp_1"} | the earlier response is on the server
server-state | {"/key/conversation": "conv_1"} | the conversation is on the server
server-state | {"/key/container": "c"} | its files are on the server
built-in-tools | {"/key/tools/-": {"type": "web_search"}} | the web changes with time
built-in-tools | {"/key/tools": [{"type": "web_search_20250305", "name": "web_search"}]} | the web changes with time
built-in-tools | {"/key/tools": [{"googleSearch": {}}]} | the web changes with time
built-in-tools | {"/key/tools": [{"codeExecution": {}}]} | code may read the clock
built-in-tools | {"/key/tools": [{"functionDeclarations": [], "googleSearch": {}}]} | both in one tool
built-in-tools | {"/key/tools": ["web"]} | a tool that is not understood
built-in-tools | {"/key/model": "gpt-4o-search-preview"} | this model always searches the web
built-in-tools | {"/key/web_search_options": {}} | the web changes with time
built-in-tools | {"/key/mcp_servers": [{"type": "url", "url": "https://a.example"}]} | another server answers
malformed | {"llmKey": 5} | a key is a text
`;
