/** Pairs of calls of the AI SDK that differ beside the prompt. */
export const AI_SDK_SETTINGS = String.raw`
same | {} | a call is the same as itself
same | {"headers": {"x-trace": "1"}} | headers never reach the model
same | {"headers": {}} | headers never reach the model
same | {"abortSignal": {}} | a signal never reaches the model
same | {"includeRawChunks": true} | how an answer is delivered does not change it
same | {"includeRawChunks": false} | how an answer is delivered does not change it
same | {"providerOptions": {}} | no options
same | {"providerOptions": {"openai": {}}} | no options
same | {"providerOptions": {"openai": {"user": "u-1"}}} | the end user is for the provider's records
same | {"providerOptions": {"openai": {"user": "u-2"}}} | the end user is for the provider's records
same | {"providerOptions": {"openai": {"safetyIdentifier": "s-1"}}} | the end user is for the provider's records
same | {"providerOptions": {"openai": {"metadata": {"trace": "1"}}}} | notes never reach the model
same | {"providerOptions": {"openai": {"store": false}}} | the provider may keep the answer
same | {"providerOptions": {"openai": {"serviceTier": "flex"}}} | the tier is about price and speed
same | {"providerOptions": {"openai": {"promptCacheKey": "k"}}} | the provider's own cache does not change answers
same | {"providerOptions": {"openai": {"promptCacheRetention": "24h"}}} | the provider's own cache does not change answers
same | {"providerOptions": {"azure": {"user": "u-1"}}} | the same options at Azure
same | {"providerOptions": {"azure": {"promptCacheKey": "k"}}} | the same options at Azure
same | {"providerOptions": {"anthropic": {"cacheControl": {"type": "ephemeral"}}}} | the provider's own cache does not change answers
same | {"providerOptions": {"anthropic": {"metadata": {"userId": "u-1"}}}} | the end user is for the provider's records
same | {"providerOptions": {"bedrock": {"cachePoint": {"type": "default"}}}} | the provider's own cache does not change answers
same | {"providerOptions": {"anthropic": {"cacheControl": {"type": "ephemeral"}}, "openai": {"user": "u"}}} | both
same | {"temperature": 0.60} | 0.60 is 0.6
same | {"maxOutputTokens": 200.0} | 200.0 is 200
same | {"responseFormat": {"schema": {"properties": {"text": {"type": "string"}}, "type": "object"}, "type": "json"}} | members have no order
same | {"tools": [{"inputSchema": {"properties": {"id": {"type": "string"}}, "type": "object"}, "description": "Finds an order.", "name": "find_order", "type": "function"}]} | members have no order
same | {"/tools/0/providerOptions": {"anthropic": {"cacheControl": {"type": "ephemeral"}}}} | a mark for the provider's own cache
same | {"providerOptions": {"openai": {"a": 1, "b": 2}}} ~ {"providerOptions": {"openai": {"b": 2, "a": 1}}} | members have no order
same | {"providerOptions": {"openai": {"reasoningEffort": "low", "user": "u"}}} ~ {"providerOptions": {"openai": {"reasoningEffort": "low"}}} | only the user differs
same | {"providerOptions": {"anthropic": {"thinking": {"type": "enabled", "budgetTokens": 2000}}}} ~ {"providerOptions": {"anthropic": {"thinking": {"budgetTokens": 2000, "type": "enabled"}}}} | members have no order
same | {"providerOptions": {"google": {}, "openai": {"store": true}}} | nothing is left
different | {"temperature": 0} | greedy answers vary less
different | {"temperature": 0.61} | the exact number counts
different | {"temperature": 1} | livelier answers
different | {"-temperature": 0} | only the provider knows its default
different | {"temperature": null} | null is not absent
different | {"topP": 0.9} | fewer words can be sampled
different | {"topP": 0.9} ~ {"topP": 0.95} | fewer words can be sampled
different | {"topP": 1} | an explicit default
different | {"topK": 40} | fewer words can be sampled
different | {"topK": 40} ~ {"topK": 41} | fewer words can be sampled
different | {"topP": 1} ~ {"topK": 1} | two ways to sample
different | {"seed": 1} | a seed draws a sample
different | {"seed": 1} ~ {"seed": 2} | another seed draws another sample
different | {"seed": 0} | zero is a seed
different | {"maxOutputTokens": 100} | a shorter limit may cut the answer
different | {"maxOutputTokens": 201} | the exact limit counts
different | {"-maxOutputTokens": 0} | no limit
different | {"stopSequences": ["\n"]} | the answer ends at the first line
different | {"stopSequences": ["END"]} ~ {"stopSequences": ["STOP"]} | the answer ends elsewhere
different | {"stopSequences": ["a", "b"]} ~ {"stopSequences": ["a"]} | one more place to end
different | {"stopSequences": ["a", "b"]} ~ {"stopSequences": ["b", "a"]} | lists are compared in their order
different | {"stopSequences": []} | an empty list is given
different | {"presencePenalty": 0.5} | new subjects are favoured
different | {"frequencyPenalty": 0.5} | repetitions cost more
different | {"presencePenalty": 0.5} ~ {"frequencyPenalty": 0.5} | two kinds of penalty
different | {"presencePenalty": 0.5} ~ {"presencePenalty": 0.6} | the exact number counts
different | {"reasoning": "high"} | the model thinks longer
different | {"reasoning": "high"} ~ {"reasoning": "low"} | the model thinks less
different | {"reasoning": "provider-default"} | an explicit default
different | {"reasoning": "none"} ~ {"reasoning": "minimal"} | the model does not think
different | {"responseFormat": {"type": "text"}} | prose instead of JSON
different | {"-responseFormat": 0} | prose instead of JSON
different | {"-responseFormat": 0} ~ {"responseFormat": {"type": "text"}} | an explicit default
different | {"responseFormat": {"type": "json"}} | any JSON instead of that of a schema
different | {"/responseFormat/name": "reply"} | the model sees the name
different | {"/responseFormat/description": "A reply."} | the model sees the description
different | {"/responseFormat/description": "A reply."} ~ {"/responseFormat/description": "An answer."} | the model sees the description
different | {"/responseFormat/schema/properties/text/type": "number"} | another type in the answer
different | {"/responseFormat/schema/properties/source": {"type": "string"}} | one more member in the answer
different | {"/responseFormat/schema/additionalProperties": false} | fewer answers are valid
different | {"/responseFormat/schema/required": ["text"]} | the answer must have it
different | {"-tools": 0} | nothing can be called
different | {"tools": []} | nothing can be called
different | {"tools": []} ~ {"-tools": 0} | an empty list is not known to be none
different | {"/tools/0/name": "get_order"} | another name
different | {"/tools/0/description": "Gets an order."} | the description decides when the tool is called
different | {"-/tools/0/description": 0} | no description
different | {"/tools/0/inputSchema/properties/id/type": "integer"} | another type of argument
different | {"/tools/0/inputSchema/required": ["id"]} | the argument must be given
different | {"/tools/0/strict": true} | arguments must fit the schema
different | {"/tools/0/inputExamples": [{"input": {"id": "1"}}]} | the model sees examples
different | {"/tools/0/providerOptions": {"anthropic": {"deferLoading": true}}} | the model does not see the tool at first
different | {"/tools/-": {"type": "function", "name": "open_ticket", "inputSchema": {}}} | one more tool
different | {"tools": [{"type": "function", "name": "a", "inputSchema": {}}, {"type": "function", "name": "b", "inputSchema": {}}]} ~ {"tools": [{"type": "function", "name": "b", "inputSchema": {}}, {"type": "function", "name": "a", "inputSchema": {}}]} | the model sees tools in their order
different | {"toolChoice": {"type": "none"}} | nothing may be called
different | {"toolChoice": {"type": "required"}} | something must be called
different | {"toolChoice": {"type": "auto"}} | an explicit default
different | {"toolChoice": {"type": "tool", "toolName": "a"}} ~ {"toolChoice": {"type": "tool", "toolName": "b"}} | another tool must be called
different | {"providerOptions": {"openai": {"reasoningEffort": "high"}}} | the model thinks longer
different | {"providerOptions": {"openai": {"reasoningEffort": "high"}}} ~ {"providerOptions": {"openai": {"reasoningEffort": "low"}}} | the model thinks less
different | {"providerOptions": {"openai": {"textVerbosity": "low"}}} | a shorter answer
different | {"providerOptions": {"openai": {"logitBias": {"50256": -100}}}} | a word is forbidden
different | {"providerOptions": {"openai": {"logprobs": 3}}} | the answer also has probabilities
different | {"providerOptions": {"openai": {"parallelToolCalls": false}}} | one call at a time
different | {"providerOptions": {"openai": {"instructions": "Be short."}}} ~ {"providerOptions": {"openai": {"instructions": "Be long."}}} | other instructions
different | {"providerOptions": {"openai": {"strictJsonSchema": true}}} | the answer must fit the schema
different | {"providerOptions": {"openai": {"reasoningEffort": "high"}}} ~ {"providerOptions": {"azure": {"reasoningEffort": "high"}}} | for another provider
different | {"providerOptions": {"anthropic": {"thinking": {"type": "enabled", "budgetTokens": 2000}}}} | the model thinks first
different | {"providerOptions": {"anthropic": {"thinking": {"type": "enabled", "budgetTokens": 2000}}}} ~ {"providerOptions": {"anthropic": {"thinking": {"type": "enabled", "budgetTokens": 4000}}}} | the model thinks longer
different | {"providerOptions": {"anthropic": {"effort": "low"}}} | the model takes less care
different | {"providerOptions": {"anthropic": {"metadata": {"userId": "u", "plan": "pro"}}}} | only the user's id is known not to matter
different | {"providerOptions": {"anthropic": {"speed": "fast"}}} | not documented to leave the answer as it is
different | {"providerOptions": {"google": {"thinkingConfig": {"thinkingBudget": 0}}}} | the model does not think
different | {"providerOptions": {"google": {"safetySettings": [{"category": "C", "threshold": "T"}]}}} | other things are blocked
different | {"providerOptions": {"google": {"cachedContent": "cachedContents/1"}}} ~ {"providerOptions": {"google": {"cachedContent": "cachedContents/2"}}} | another text comes before
different | {"providerOptions": {"google": {"responseModalities": ["TEXT", "IMAGE"]}}} | the answer may be an image
different | {"providerOptions": {"bedrock": {"reasoningConfig": {"type": "enabled"}}}} | the model thinks first
different | {"providerOptions": {"gateway": {"order": ["azure", "openai"]}}} ~ {"providerOptions": {"gateway": {"order": ["openai", "azure"]}}} | another provider may answer
different | {"providerOptions": {"acme": {"user": "u-1"}}} ~ {"providerOptions": {"acme": {"user": "u-2"}}} | what an unknown provider does with it is unknown
different | {"providerOptions": {"acme": {"metadata": {}}}} | what an unknown provider does with it is unknown
different | {"providerOptions": {"acme": 5}} | no options, but something
different | {"providerOptions": {"constructor": {"user": "u"}}} | a name that breaks careless code
different | {"futureOption": 1} | an unknown option may change the answer
different | {"futureOption": 1} ~ {"futureOption": 2} | an unknown option may change the answer
different | {"user": "u-1"} | an option that the SDK does not have
different | {"stream": true} | an option that the SDK does not have
different | {"model": "a"} ~ {"model": "b"} | an option that the SDK does not have
different | {"temperature": 2} | the liveliest answers
different | {"temperature": "0.6"} | a text is no number
different | {"topP": 0.9, "topK": 40} ~ {"topP": 0.9} | both ways to sample count
different | {"seed": 1} ~ {"seed": 1.5} | the exact number counts
different | {"maxOutputTokens": 1} | an answer of one token
different | {"stopSequences": ["Stop"]} ~ {"stopSequences": ["stop"]} | the answer ends elsewhere
different | {"reasoning": "medium"} ~ {"reasoning": "max"} | the model thinks longer
different | {"responseFormat": {"type": "json", "schema": {"type": "array"}}} | another schema
different | {"/responseFormat/schema/properties/text/enum": ["a", "b"]} | fewer answers are valid
different | {"/responseFormat/schema/properties/text/description": "d"} | the model sees it
different | {"/tools/0/inputSchema/properties/id/description": "Number of the order."} | the model sees it
different | {"/tools/0/inputSchema/properties/note": {"type": "string"}} | one more argument
different | {"/tools/0/outputSchema": {"type": "object"}} | an unknown field of a tool
different | {"toolChoice": {"type": "required"}} ~ {"toolChoice": {"type": "none"}} | nothing may be called
different | {"providerOptions": {"openai": {"maxToolCalls": 1}}} | fewer calls
different | {"providerOptions": {"openai": {"include": ["reasoning.encrypted_content"]}}} | the answer has more
different | {"providerOptions": {"openai": {"truncation": "auto"}}} | input that is too long is cut
different | {"providerOptions": {"openai": {"prediction": {"type": "content", "content": "a"}}}} | not documented to leave the answer as it is
different | {"providerOptions": {"anthropic": {"structuredOutputMode": "jsonTool"}}} | the answer is made in another way
different | {"providerOptions": {"anthropic": {"contextManagement": {"edits": []}}}} | old parts are left out
different | {"providerOptions": {"google": {"structuredOutputs": false}}} | the answer need not fit the schema
different | {"providerOptions": {"groq": {"reasoningFormat": "parsed"}}} ~ {"providerOptions": {"groq": {"reasoningFormat": "hidden"}}} | thoughts are left out
server-state | {"providerOptions": {"openai": {"previousResponseId": "resp_1"}}} | the earlier response is on the server
server-state | {"providerOptions": {"openai": {"conversation": "conv_1"}}} | the conversation is on the server
server-state | {"providerOptions": {"azure": {"previousResponseId": "resp_1"}}} | the earlier response is on the server
server-state | {"providerOptions": {"anthropic": {"container": {"id": "c"}}}} | its files are on the server
built-in-tools | {"providerOptions": {"anthropic": {"mcpServers": [{"type": "url", "name": "a", "url": "https://a.example"}]}}} | another server answers
built-in-tools | {"providerOptions": {"xai": {"searchParameters": {"mode": "auto"}}}} | the web changes with time
built-in-tools | {"providerOptions": {"google": {"useSearchGrounding": true}}} | the web changes with time
built-in-tools | {"/tools/-": {"type": "provider", "id": "openai.web_search", "name": "web_search", "args": {}}} | the web changes with time
built-in-tools | {"tools": [{"type": "provider-defined", "id": "anthropic.bash_20250124", "name": "bash", "args": {}}]} | an agent's tool
malformed | {"tools": {}} | tools are a list
malformed | {"tools": [5]} | a tool is an object
malformed | {"providerOptions": "openai"} | options are an object
malformed | {"providerOptions": []} | options are an object
`;
