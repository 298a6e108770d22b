/** Pairs of Anthropic's Messages that differ beside the messages. */
export const ANTHROPIC_SETTINGS = String.raw`
same | {} | a request is the same as itself
same | {"stream": true} | how an answer is delivered does not change it
same | {"stream": false} | how an answer is delivered does not change it
same | {"metadata": {"user_id": "u-1"}} | the end user is for the provider's records
same | {"metadata": {"user_id": "u-2"}} | the end user is for the provider's records
same | {"metadata": {"user_id": null}} | no end user
same | {"metadata": {}} | no notes
same | {"service_tier": "auto"} | the tier is about price and speed
same | {"service_tier": "standard_only"} | the tier is about price and speed
same | {"cache_control": {"type": "ephemeral"}} | the provider's own cache does not change answers
same | {"cache_control": {"type": "ephemeral", "ttl": "1h"}} | the provider's own cache does not change answers
same | {"system": [{"type": "text", "text": "You help customers of Acme."}]} | a text is one block with this text
same | {"system": [{"type": "text", "text": "You help customers of Acme.", "cache_control": {"type": "ephemeral"}}]} | a mark for the provider's own cache
same | {"system": [{"text": "You help customers of Acme.", "type": "text", "cache_control": null}]} | members have no order
same | {"/tools/0/cache_control": {"type": "ephemeral"}} | a mark for the provider's own cache
same | {"/tools/1/cache_control": {"type": "ephemeral", "ttl": "5m"}} | a mark for the provider's own cache
same | {"tools": [{"input_schema": {"required": ["id"], "properties": {"id": {"type": "string"}}, "type": "object"}, "description": "Finds an order.", "name": "find_order"}, {"input_schema": {"type": "object"}, "name": "open_ticket"}]} | members have no order
same | {"temperature": 0.30} | 0.30 is 0.3
same | {"max_tokens": 1024.0} | 1024.0 is 1024
same | {"tool_choice": {"disable_parallel_tool_use": true, "type": "auto"}} ~ {"tool_choice": {"type": "auto", "disable_parallel_tool_use": true}} | members have no order
same | {"thinking": {"type": "enabled", "budget_tokens": 2000}} ~ {"thinking": {"budget_tokens": 2000, "type": "enabled"}} | members have no order
same | {"container": null} ~ {"stream": true, "container": null} | no container
same | {"mcp_servers": []} ~ {"stream": true, "mcp_servers": []} | no servers
same | {"system": [{"type": "text", "text": "A", "cache_control": {"type": "ephemeral"}}, {"type": "text", "text": "B"}]} ~ {"system": [{"type": "text", "text": "A"}, {"type": "text", "text": "B", "cache_control": {"type": "ephemeral"}}]} | the mark moved
same | {"system": [{"type": "text", "text": "A"}, {"type": "text", "text": "B"}]} ~ {"system": [{"type": "text", "text": "A", "cache_control": {"type": "ephemeral"}}, {"type": "text", "text": "B"}]} | the mark is new
different | {"model": "claude-opus-4-5"} | another model answers
different | {"model": "claude-sonnet-4-5-20250929"} | a dated model may differ from the one that its alias names today
different | {"model": "claude-3-5-haiku-latest"} | another model answers
different | {"max_tokens": 512} | a shorter limit may cut the answer
different | {"max_tokens": 512} ~ {"max_tokens": 2048} | a shorter limit may cut the answer
different | {"-max_tokens": 0} | the provider refuses it
different | {"temperature": 0} | greedy answers vary less
different | {"temperature": 0.31} | the exact number counts
different | {"temperature": 1} | livelier answers
different | {"-temperature": 0} | only the provider knows its default
different | {"-temperature": 0} ~ {"temperature": 1} | an explicit default
different | {"top_p": 0.9} | fewer words can be sampled
different | {"top_p": 0.9} ~ {"top_p": 0.99} | fewer words can be sampled
different | {"top_k": 40} | fewer words can be sampled
different | {"top_k": 40} ~ {"top_k": 50} | fewer words can be sampled
different | {"top_k": 1} ~ {"top_p": 1} | two ways to sample
different | {"stop_sequences": ["\n"]} | the answer ends at the first line
different | {"stop_sequences": ["END"]} ~ {"stop_sequences": ["STOP"]} | the answer ends elsewhere
different | {"stop_sequences": ["a"]} ~ {"stop_sequences": ["a", "b"]} | one more place to end
different | {"stop_sequences": ["a", "b"]} ~ {"stop_sequences": ["b", "a"]} | lists are compared in their order
different | {"stop_sequences": []} | an empty list is given
different | {"thinking": {"type": "enabled", "budget_tokens": 2000}} | the model thinks first
different | {"thinking": {"type": "enabled", "budget_tokens": 2000}} ~ {"thinking": {"type": "enabled", "budget_tokens": 4000}} | the model thinks longer
different | {"thinking": {"type": "adaptive"}} ~ {"thinking": {"type": "disabled"}} | the model may think
different | {"thinking": {"type": "disabled"}} | an explicit default
different | {"output_config": {"effort": "low"}} | the model takes less care
different | {"output_config": {"effort": "low"}} ~ {"output_config": {"effort": "high"}} | the model takes less care
different | {"output_config": {"format": {"type": "json_schema", "schema": {"type": "object"}}}} | JSON instead of prose
different | {"output_config": {"format": {"type": "json_schema", "schema": {"type": "object"}}}} ~ {"output_config": {"format": {"type": "json_schema", "schema": {"type": "array"}}}} | another schema
different | {"output_format": {"type": "json_schema", "schema": {"type": "object"}}} | the beta form of the same
different | {"speed": "fast"} | not documented to leave the answer as it is
different | {"speed": "fast"} ~ {"speed": "standard"} | not documented to leave the answer as it is
different | {"inference_geo": "eu"} | another region may run another build
different | {"inference_geo": "eu"} ~ {"inference_geo": "us"} | another region may run another build
different | {"context_management": {"edits": [{"type": "clear_tool_uses_20250919"}]}} | old parts are left out
different | {"diagnostics": {"previous_message_id": "msg_1"}} | the answer has more
different | {"betas": ["context-1m-2025-08-07"]} | a beta changes what the model does
different | {"anthropic_version": "bedrock-2023-05-31"} | as Bedrock takes it
different | {"anthropic_version": "bedrock-2023-05-31"} ~ {"anthropic_version": "vertex-2023-10-16"} | another platform
different | {"future_field": true} | an unknown field may change the answer
different | {"future_field": true} ~ {"future_field": false} | an unknown field may change the answer
different | {"future_field": {"a": 1}} ~ {"future_field": {"a": 2}} | an unknown field may change the answer
same | {"metadata": {"plan": "pro"}} ~ {"metadata": {"plan": "pro", "user_id": "u"}} | only the user's id does not matter
different | {"metadata": {"plan": "pro"}} | only the user's id is known not to matter
different | {"metadata": {"plan": "pro", "user_id": "u"}} ~ {"metadata": {"plan": "free", "user_id": "u"}} | only the user's id is known not to matter
different | {"system": "You help customers of Apex."} | another system prompt
different | {"system": "You help customers of Acme. "} | the system prompt counts word for word
different | {"system": "YOU HELP CUSTOMERS OF ACME."} | the system prompt counts letter for letter
different | {"-system": 0} | no system prompt
different | {"system": ""} | an empty system prompt
different | {"system": []} | an empty list of blocks
different | {"-system": 0} ~ {"system": ""} | an empty prompt is not known to be none
different | {"system": [{"type": "text", "text": "You help"}, {"type": "text", "text": "customers of Acme."}]} | two blocks
different | {"system": [{"type": "text", "text": "A"}, {"type": "text", "text": "B"}]} ~ {"system": [{"type": "text", "text": "B"}, {"type": "text", "text": "A"}]} | in another order
different | {"system": [{"type": "text", "text": "A"}, {"type": "text", "text": "B"}]} ~ {"system": "A\nB"} | two blocks are not one with two lines
different | {"system": [{"type": "text", "text": "A"}, {"type": "text", "text": "B\nC"}]} ~ {"system": [{"type": "text", "text": "A\nB"}, {"type": "text", "text": "C"}]} | the same lines, cut elsewhere
different | {"system": [{"type": "text", "text": "A", "citations": []}]} ~ {"system": "A"} | a block says more than its text
different | {"-tools": 0} | nothing can be called
different | {"tools": []} | nothing can be called
different | {"-tools": 0} ~ {"tools": []} | an empty list is not known to be none
different | {"/tools/0/name": "get_order"} | another name
different | {"/tools/0/description": "Finds an order by its number."} | the description decides when the tool is called
different | {"/tools/0/input_schema/required": []} | the arguments may differ
different | {"/tools/0/input_schema/properties/id/type": "integer"} | another type of argument
different | {"/tools/0/input_schema/properties/cache_control": {"type": "string"}} | an argument of this name is no mark
different | {"/tools/0/strict": true} | arguments must fit the schema
different | {"/tools/0/type": "custom"} | an explicit default
different | {"/tools/0/input_examples": [{"id": "1"}]} | the model sees examples
different | {"/tools/-": {"name": "refund", "input_schema": {"type": "object"}}} | one more tool
different | {"tools": [{"name": "a", "input_schema": {}}, {"name": "b", "input_schema": {}}]} ~ {"tools": [{"name": "b", "input_schema": {}}, {"name": "a", "input_schema": {}}]} | the model sees tools in their order
different | {"tool_choice": {"type": "auto"}} | an explicit default
different | {"tool_choice": {"type": "any"}} | something must be called
different | {"tool_choice": {"type": "any"}} ~ {"tool_choice": {"type": "none"}} | nothing may be called
different | {"tool_choice": {"type": "tool", "name": "find_order"}} ~ {"tool_choice": {"type": "tool", "name": "open_ticket"}} | another tool must be called
different | {"tool_choice": {"type": "auto", "disable_parallel_tool_use": true}} ~ {"tool_choice": {"type": "auto"}} | one call at a time
different | {"temperature": 0.3, "top_p": 0.9} ~ {"temperature": 0.4, "top_p": 0.9} | both ways to sample count
different | {"temperature": null} | only the provider knows what null means
different | {"temperature": "0.3"} | a text is no number
different | {"top_p": null} | only the provider knows what null means
different | {"max_tokens": 1025} | the exact limit counts
different | {"max_tokens": 1} | an answer of one token
different | {"stop_sequences": ["\n\nHuman:"]} | the answer ends elsewhere
different | {"stop_sequences": null} ~ {"stop_sequences": []} | null is no list
different | {"thinking": null} | only the provider knows what null means
different | {"thinking": {"type": "enabled", "budget_tokens": 2000, "display": "omitted"}} ~ {"thinking": {"type": "enabled", "budget_tokens": 2000}} | thoughts are left out
different | {"output_config": {}} | an empty object is given
different | {"output_config": {"effort": "medium"}} ~ {"output_config": {"effort": "max"}} | the model takes more care
different | {"output_config": {"effort": "low", "format": {"type": "json_schema", "schema": {}}}} ~ {"output_config": {"effort": "low"}} | JSON instead of prose
different | {"tool_choice": {"type": "none"}} | nothing may be called
different | {"tool_choice": {"type": "tool", "name": "find_order"}} | this must be called
different | {"tool_choice": null} | only the provider knows what null means
different | {"/tools/1/description": "Opens a ticket."} | the description decides when the tool is called
different | {"/tools/1/input_schema": {"type": "object", "additionalProperties": false}} | fewer arguments are valid
different | {"/tools/0/input_schema/properties/id/enum": ["1", "2"]} | fewer arguments are valid
different | {"/tools/0/input_schema/properties/id/description": "Number of the order."} | the model sees it
different | {"/tools/0/input_schema/properties/note": {"type": "string"}} | one more argument
different | {"/tools/0/defer_loading": true} | the model does not see the tool at first
different | {"/tools/0/allowed_callers": ["direct"]} | who may call the tool
different | {"tools": [{"name": "find_order", "input_schema": {"type": "object"}}]} ~ {"tools": [{"name": "find_order", "input_schema": {"type": "object"}, "description": ""}]} | an empty description is given
different | {"system": "A"} ~ {"system": [{"type": "text", "text": "A"}, {"type": "text", "text": ""}]} | an empty block is a block
different | {"system": [{"type": "text", "text": "A"}, {"type": "text", "text": "B"}]} ~ {"system": [{"type": "text", "text": "A"}, {"type": "text", "text": "C"}]} | another second block
different | {"system": "Du hilfst Kunden von Acme."} | another language
different | {"system": "You help customers of Acme.\nToday is Monday."} ~ {"system": "You help customers of Acme.\nToday is Tuesday."} | another day
different | {"system": "null"} ~ {"-system": 0} | the word is a prompt
different | {"fallbacks": "default"} | another model may answer
different | {"fallbacks": "default"} ~ {"fallbacks": [{"model": "claude-haiku-4-5"}]} | another model may answer
different | {"compaction": {"type": "auto"}} | long input is shortened
different | {"billing_policy": {"mode": "a"}} | not documented to leave the answer as it is
different | {"user": "u-1"} | a field that this provider does not have
different | {"seed": 1} ~ {"seed": 2} | a field that this provider does not have
different | {"n": 2} | a field that this provider does not have
server-state | {"container": "container_1"} | its files are on the server
server-state | {"container": {"id": "container_1", "skills": []}} | its files are on the server
server-state | {"thread": {"id": "thread_1"}} | earlier messages are on the server
built-in-tools | {"mcp_servers": [{"type": "url", "url": "https://a.example", "name": "a"}]} | another server answers
built-in-tools | {"/tools/-": {"type": "web_search_20250305", "name": "web_search"}} | the web changes with time
built-in-tools | {"tools": [{"type": "web_fetch_20250910", "name": "web_fetch"}]} | the web changes with time
built-in-tools | {"tools": [{"type": "code_execution_20250825", "name": "code_execution"}]} | code may read the clock
built-in-tools | {"tools": [{"type": "bash_20250124", "name": "bash"}]} | an agent's tool
built-in-tools | {"tools": [{"type": "memory_20250818", "name": "memory"}]} | an agent's tool
built-in-tools | {"tools": [{"type": "mcp_toolset", "mcp_server_name": "a"}]} | another server answers
no-model | {"-model": 0} | no model is named
malformed | {"model": ["a"]} | a model is a text
malformed | {"system": 5} | a system prompt is text or blocks
malformed | {"system": null} | a system prompt is text or blocks
malformed | {"system": [{"type": "text"}]} | a text block has text
malformed | {"tools": "find_order"} | tools are a list
malformed | {"metadata": "u-1"} | notes are an object
`;
