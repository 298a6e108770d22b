/** Pairs of Responses. */
export const RESPONSES_PAIRS = String.raw`
same | {} | a request is the same as itself
same | {"stream": true} | how an answer is delivered does not change it
same | {"stream": false} | how an answer is delivered does not change it
same | {"stream_options": {"include_obfuscation": false}} | padding of the stream is no part of the answer
same | {"store": true} | the provider may keep the answer
same | {"store": false} | the provider may keep the answer
same | {"user": "u-1"} | the end user is for the provider's records
same | {"safety_identifier": "s-1"} | the end user is for the provider's records
same | {"metadata": {"trace": "1"}} | notes never reach the model
same | {"service_tier": "flex"} | the tier is about price and speed
same | {"prompt_cache_key": "k"} | the provider's own cache does not change answers
same | {"prompt_cache_retention": "in_memory"} | the provider's own cache does not change answers
same | {"prompt_cache_options": {"ttl": "30m"}} | the provider's own cache does not change answers
same | {"background": false} ~ {"background": false, "stream": true} | made at once
same | {"input": [{"role": "user", "content": "How do I reset my password?"}]} | a text is one message of a user
same | {"input": [{"type": "message", "role": "user", "content": "How do I reset my password?"}]} | the type of a message may be left out
same | {"input": [{"role": "user", "content": [{"type": "input_text", "text": "How do I reset my password?"}]}]} | a text is one part with this text
same | {"input": "how do I reset my password"} | a first letter and a question mark
same | {"temperature": 0.50} | 0.50 is 0.5
same | {"max_output_tokens": 500.0} | 500.0 is 500
same | {"text": {"verbosity": "low", "format": {"type": "text"}}} ~ {"text": {"format": {"type": "text"}, "verbosity": "low"}} | members have no order
same | {"reasoning": {"summary": "auto", "effort": "low"}} ~ {"reasoning": {"effort": "low", "summary": "auto"}} | members have no order
same | {"input": [{"role": "user", "content": "a"}, {"type": "message", "id": "msg_1", "status": "completed", "role": "assistant", "content": [{"type": "output_text", "text": "b", "annotations": []}]}, {"role": "user", "content": "x"}]} ~ {"input": [{"role": "user", "content": "a"}, {"type": "message", "id": "msg_2", "status": "completed", "role": "assistant", "content": [{"type": "output_text", "text": "b", "annotations": []}]}, {"role": "user", "content": "x"}]} | each response gives its message another id
same | {"previous_response_id": null, "instructions": null} ~ {"instructions": null, "previous_response_id": null} | nothing comes before
same | {"input": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}, {"role": "user", "content": "x"}]} ~ {"input": [{"role": "user", "content": "a"}, {"role": "assistant", "content": [{"type": "output_text", "text": "b"}]}, {"role": "user", "content": "x"}]} | the short and the long form of an earlier answer
near | {"input": "How can I reset my password?"} | a paraphrase
near | {"input": "How do I delete my account?"} | another question
near | {"input": [{"role": "user", "content": "How do I close my account?"}]} | another question
near | {"input": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}, {"role": "user", "content": "x"}]} ~ {"input": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}, {"role": "user", "content": "y"}]} | only the last turn differs
near | {"input": [{"role": "user", "content": [{"type": "input_text", "text": "What is this?"}, {"type": "input_image", "image_url": "https://a.example/1.png"}]}]} ~ {"input": [{"role": "user", "content": [{"type": "input_text", "text": "Describe it."}, {"type": "input_image", "image_url": "https://a.example/1.png"}]}]} | another question about the same image
different | {"model": "gpt-5-mini"} | another model answers
different | {"instructions": "You help customers of Apex."} | other instructions
different | {"instructions": "You help customers of Acme!"} | instructions count letter for letter
different | {"-instructions": 0} | no instructions
different | {"instructions": ""} | empty instructions
different | {"-instructions": 0, "input": [{"role": "system", "content": "You help customers of Acme."}, {"role": "user", "content": "x"}]} ~ {"-instructions": 0, "input": [{"role": "developer", "content": "You help customers of Acme."}, {"role": "user", "content": "x"}]} | two roles
different | {"input": [{"role": "developer", "content": "Be short."}, {"role": "user", "content": "How do I reset my password?"}]} | the developer adds something
different | {"input": [{"role": "developer", "content": "Be short."}, {"role": "user", "content": "x"}]} ~ {"input": [{"role": "developer", "content": "Be long."}, {"role": "user", "content": "x"}]} | the developer says something else
different | {"input": [{"role": "user", "content": "x"}, {"role": "developer", "content": "Be short."}]} ~ {"input": [{"role": "developer", "content": "Be short."}, {"role": "user", "content": "x"}]} | the developer speaks last
different | {"temperature": 0} | greedy answers vary less
different | {"temperature": 0.51} | the exact number counts
different | {"-temperature": 0} | only the provider knows its default
different | {"top_p": 0.5} | fewer words can be sampled
different | {"max_output_tokens": 501} | another limit may cut elsewhere
different | {"-max_output_tokens": 0} | no limit
different | {"max_tool_calls": 1} | fewer calls
different | {"top_logprobs": 3} | the answer also has probabilities
different | {"truncation": "auto"} | input that is too long is cut
different | {"truncation": "auto"} ~ {"truncation": "disabled"} | input that is too long is cut
different | {"reasoning": {"effort": "high"}} | the model thinks longer
different | {"reasoning": {"effort": "high"}} ~ {"reasoning": {"effort": "low"}} | the model thinks less
different | {"reasoning": {"effort": "high"}} ~ {"reasoning": {"effort": "high", "summary": "auto"}} | the answer also has a summary
different | {"text": {"format": {"type": "json_object"}}} | JSON instead of prose
different | {"text": {"verbosity": "low"}} | a shorter answer
different | {"text": {"verbosity": "low"}} ~ {"text": {"verbosity": "high"}} | the length of the answer
different | {"text": {"format": {"type": "json_schema", "name": "a", "schema": {"type": "object"}}}} ~ {"text": {"format": {"type": "json_schema", "name": "a", "schema": {"type": "array"}}}} | another schema
different | {"include": ["message.output_text.logprobs"]} | the answer has more
different | {"include": ["reasoning.encrypted_content"]} ~ {"include": ["message.output_text.logprobs"]} | the answer has something else
different | {"-tools": 0} | nothing can be called
different | {"tools": []} | nothing can be called
different | {"/tools/0/name": "get_order"} | another name
different | {"/tools/0/description": "Gets an order."} | the description decides when the tool is called
different | {"/tools/0/parameters/properties/id/type": "integer"} | another type of argument
different | {"/tools/0/strict": false} | arguments need not fit
different | {"/tools/-": {"type": "custom", "name": "note"}} | one more tool
different | {"tool_choice": "none"} | nothing may be called
different | {"tool_choice": "required"} ~ {"tool_choice": "auto"} | something must be called
different | {"parallel_tool_calls": false} | one call at a time
different | {"moderation": {"model": "omni-moderation-latest"}} | the answer also has a judgement
different | {"context_management": [{"type": "compaction", "compact_threshold": 1000}]} | long input is shortened
different | {"temperature": 0.5, "new_field": 1} | an unknown field may change the answer
different | {"input": [{"role": "user", "content": [{"type": "input_text", "text": "What is this?"}, {"type": "input_image", "image_url": "https://a.example/1.png"}]}]} ~ {"input": "What is this?"} | a question about an image
different | {"input": [{"role": "user", "content": [{"type": "input_text", "text": "What is this?"}, {"type": "input_image", "file_id": "file-1"}]}]} ~ {"input": [{"role": "user", "content": [{"type": "input_text", "text": "What is this?"}, {"type": "input_image", "file_id": "file-2"}]}]} | another image
different | {"input": [{"role": "user", "content": [{"type": "input_text", "text": "Sum up."}, {"type": "input_file", "file_data": "JVBE"}]}]} ~ {"input": [{"role": "user", "content": [{"type": "input_text", "text": "Sum up."}, {"type": "input_file", "file_data": "JVBF"}]}]} | another file
different | {"input": [{"role": "user", "content": [{"type": "input_text", "text": "Sum up."}, {"type": "input_file", "file_url": "https://a.example/1.pdf"}]}]} ~ {"input": [{"role": "user", "content": [{"type": "input_text", "text": "Sum up."}, {"type": "input_file", "file_url": "https://a.example/2.pdf"}]}]} | another file
different | {"input": [{"role": "user", "content": [{"type": "input_text", "text": "a"}, {"type": "input_text", "text": "b"}]}]} ~ {"input": "a\nb"} | two parts are not one with two lines
different | {"input": [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}]} ~ {"input": [{"role": "user", "content": [{"type": "input_text", "text": "a"}, {"type": "input_text", "text": "b"}]}]} | two messages are not one with two parts
different | {"input": [{"role": "user", "content": "Capital of France?"}, {"role": "assistant", "content": "Paris"}, {"role": "user", "content": "How large is it?"}]} ~ {"input": [{"role": "user", "content": "Capital of Spain?"}, {"role": "assistant", "content": "Madrid"}, {"role": "user", "content": "How large is it?"}]} | "it" is another city
different | {"input": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b", "phase": "commentary"}, {"role": "user", "content": "x"}]} ~ {"input": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b", "phase": "final_answer"}, {"role": "user", "content": "x"}]} | the model said it at another time
different | {"input": [{"role": "user", "content": "a"}, {"role": "assistant", "content": [{"type": "output_text", "text": "b"}]}, {"role": "user", "content": "x"}]} ~ {"input": [{"role": "user", "content": "a"}, {"role": "assistant", "content": [{"type": "refusal", "refusal": "b"}]}, {"role": "user", "content": "x"}]} | the model had refused
different | {"input": [{"role": "user", "content": "a"}, {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "AA"}, {"role": "assistant", "content": "b"}, {"role": "user", "content": "x"}]} ~ {"input": [{"role": "user", "content": "a"}, {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "AB"}, {"role": "assistant", "content": "b"}, {"role": "user", "content": "x"}]} | the model had thought something else
different | {"input": [{"role": "user", "content": "a"}, {"type": "compaction", "encrypted_content": "AA"}, {"role": "user", "content": "x"}]} ~ {"input": [{"role": "user", "content": "a"}, {"type": "compaction", "encrypted_content": "AB"}, {"role": "user", "content": "x"}]} | something else was shortened
server-state | {"previous_response_id": "resp_1"} | the earlier response is on the server
server-state | {"conversation": "conv_1"} | the conversation is on the server
server-state | {"conversation": {"id": "conv_1"}} | the conversation is on the server
server-state | {"prompt": {"id": "pmpt_1", "variables": {"city": "Rome"}}} | the prompt can be edited on the server
server-state | {"background": true} | the answer is made later
server-state | {"input": [{"type": "item_reference", "id": "msg_1"}, {"role": "user", "content": "x"}]} | the item is on the server
built-in-tools | {"/tools/-": {"type": "web_search"}} | the web changes with time
built-in-tools | {"tools": [{"type": "web_search_preview"}]} | the web changes with time
built-in-tools | {"tools": [{"type": "file_search", "vector_store_ids": ["vs_1"]}]} | the store changes with time
built-in-tools | {"tools": [{"type": "code_interpreter", "container": {"type": "auto"}}]} | code may read the clock
built-in-tools | {"tools": [{"type": "mcp", "server_label": "a", "server_url": "https://a.example"}]} | another server answers
built-in-tools | {"tools": [{"type": "image_generation"}]} | the provider draws
built-in-tools | {"tools": [{"type": "computer_use_preview"}]} | an agent's tool
built-in-tools | {"tools": [{"name": "f"}]} | a tool without a kind
agent-turn | {"input": [{"role": "user", "content": "a"}, {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"}, {"type": "function_call_output", "call_id": "c", "output": "42"}]} | ends with what a tool said
agent-turn | {"input": [{"role": "user", "content": "a"}, {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"}, {"role": "user", "content": "x"}]} | the model called a tool
agent-turn | {"input": [{"type": "web_search_call", "id": "ws_1", "status": "completed"}, {"role": "user", "content": "x"}]} | the model had searched
agent-turn | {"input": [{"type": "mcp_call", "id": "m"}, {"role": "user", "content": "x"}]} | the model had called a server
agent-turn | {"input": [{"type": "computer_call_output", "call_id": "c"}, {"role": "user", "content": "x"}]} | what a tool said
agent-turn | {"input": [{"type": "something_new"}, {"role": "user", "content": "x"}]} | an item that nobody knows yet
no-user-text | {"input": ""} | nothing is asked
no-user-text | {"input": []} | nothing is asked
no-user-text | {"input": [{"role": "user", "content": [{"type": "input_image", "image_url": "https://a.example/1.png"}]}]} | an image without a question
no-user-text | {"input": [{"role": "user", "content": "x"}, {"role": "assistant", "content": "Go to"}]} | the model is to go on
no-model | {"-model": 0} | no model is named
malformed | {"-input": 0} | no input
malformed | {"input": 5} | input is text or items
malformed | {"input": ["x"]} | an item is an object
malformed | {"instructions": ["x"]} | instructions are a text
malformed | {"input": [{"type": 5}]} | a kind is a text
malformed | {"input": [{"role": "narrator", "content": "x"}]} | an unknown role
malformed | {"input": [{"role": "user"}]} | a user says something
`;
