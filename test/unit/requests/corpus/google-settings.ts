/** Pairs of Google's generateContent that differ beside the contents. */
export const GOOGLE_SETTINGS = String.raw`
same | {} | a request is the same as itself
same | {"labels": {"team": "a"}} | labels are for the bill
same | {"labels": {"team": "b"}} | labels are for the bill
same | {"serviceTier": "flex"} | the tier is about price and speed
same | {"service_tier": "priority"} | the same in Google's other spelling
same | {"store": true} | whether the provider keeps the answer does not change it
same | {"store": false} | whether the provider keeps the answer does not change it
same | {"systemInstruction": {"parts": {"text": "You help customers of Acme."}}} | one part without brackets
same | {"systemInstruction": {"role": "system", "parts": [{"text": "You help customers of Acme."}]}} | the role of a system instruction is ignored
same | {"systemInstruction": {"role": "user", "parts": [{"text": "You help customers of Acme."}]}} | the role of a system instruction is ignored
same | {"-systemInstruction": 0, "system_instruction": {"parts": [{"text": "You help customers of Acme."}]}} | Google's other spelling
same | {"-generationConfig": 0, "generation_config": {"temperature": 0.4, "maxOutputTokens": 300, "topK": 20}} | Google's other spelling
same | {"generationConfig": {"temperature": 0.4, "max_output_tokens": 300, "top_k": 20}} | Google's other spelling
same | {"generationConfig": {"topK": 20, "maxOutputTokens": 300, "temperature": 0.4}} | members have no order
same | {"/generationConfig/temperature": 0.40} | 0.40 is 0.4
same | {"/generationConfig/maxOutputTokens": 300.0} | 300.0 is 300
same | {"tools": [{"function_declarations": [{"name": "find_order", "description": "Finds an order.", "parameters": {"type": "OBJECT", "properties": {"order_id": {"type": "STRING"}}}}]}]} | Google's other spelling
same | {"tools": {"functionDeclarations": [{"name": "find_order", "description": "Finds an order.", "parameters": {"type": "OBJECT", "properties": {"order_id": {"type": "STRING"}}}}]}} | one tool without brackets
same | {"tools": [{"functionDeclarations": [{"parameters": {"properties": {"order_id": {"type": "STRING"}}, "type": "OBJECT"}, "description": "Finds an order.", "name": "find_order"}]}]} | members have no order
same | {"safetySettings": [{"category": "C", "threshold": "T"}]} ~ {"safety_settings": [{"threshold": "T", "category": "C"}]} | Google's other spelling
same | {"toolConfig": {"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["a"]}}} ~ {"toolConfig": {"functionCallingConfig": {"allowedFunctionNames": ["a"], "mode": "ANY"}}} | members have no order
same | {"cachedContent": "cachedContents/1"} ~ {"cached_content": "cachedContents/1"} | Google's other spelling
same | {"generationConfig": {"responseSchema": {"type": "OBJECT", "nullable": true}}} ~ {"generationConfig": {"response_schema": {"nullable": true, "type": "OBJECT"}}} | Google's other spelling
different | {"systemInstruction": {"parts": [{"text": "You help customers of Apex."}]}} | another system instruction
different | {"systemInstruction": {"parts": [{"text": "You help customers of Acme. "}]}} | a system instruction counts word for word
different | {"systemInstruction": {"parts": [{"text": "you help customers of acme."}]}} | a system instruction counts letter for letter
different | {"-systemInstruction": 0} | no system instruction
different | {"systemInstruction": {"parts": [{"text": ""}]}} | an empty system instruction
different | {"systemInstruction": {"parts": []}} | a system instruction without parts
different | {"systemInstruction": {"parts": [{"text": ""}]}} ~ {"-systemInstruction": 0} | an empty one is not known to be none
different | {"systemInstruction": {"parts": [{"text": "A"}, {"text": "B"}]}} ~ {"systemInstruction": {"parts": [{"text": "A\nB"}]}} | two parts are not one with two lines
different | {"systemInstruction": {"parts": [{"text": "A"}, {"text": "B"}]}} ~ {"systemInstruction": {"parts": [{"text": "B"}, {"text": "A"}]}} | in another order
different | {"systemInstruction": {"parts": [{"text": "A"}, {"text": "B\nC"}]}} ~ {"systemInstruction": {"parts": [{"text": "A\nB"}, {"text": "C"}]}} | the same lines, cut elsewhere
different | {"systemInstruction": {"parts": [{"text": "A"}, {"inlineData": {"mimeType": "image/png", "data": "AAAA"}}]}} ~ {"systemInstruction": {"parts": [{"text": "A"}]}} | an image in the instruction
different | {"systemInstruction": {"parts": [{"text": "A"}], "note": 1}} ~ {"systemInstruction": {"parts": [{"text": "A"}]}} | an unknown field
different | {"generationConfig": {}} | no settings
different | {"-generationConfig": 0} | no settings
different | {"generationConfig": {}} ~ {"-generationConfig": 0} | empty settings are not known to be none
different | {"/generationConfig/temperature": 0} | greedy answers vary less
different | {"/generationConfig/temperature": 0.41} | the exact number counts
different | {"/generationConfig/temperature": 1} | livelier answers
different | {"-/generationConfig/temperature": 0} | only the provider knows its default
different | {"/generationConfig/temperature": null} | only the provider knows what null means
different | {"/generationConfig/topP": 0.9} | fewer words can be sampled
different | {"/generationConfig/topP": 0.9} ~ {"/generationConfig/topP": 0.95} | fewer words can be sampled
different | {"/generationConfig/topK": 40} | more words can be sampled
different | {"-/generationConfig/topK": 0} | all words can be sampled
different | {"/generationConfig/maxOutputTokens": 100} | a shorter limit may cut the answer
different | {"-/generationConfig/maxOutputTokens": 0} | no limit
different | {"/generationConfig/seed": 1} | a seed draws a sample
different | {"/generationConfig/seed": 1} ~ {"/generationConfig/seed": 2} | another seed draws another sample
different | {"/generationConfig/seed": 0} ~ {"/generationConfig/seed": null} | zero is a seed
different | {"/generationConfig/candidateCount": 2} | two answers at once
different | {"/generationConfig/candidateCount": 1} | an explicit default
different | {"/generationConfig/candidateCount": 2} ~ {"/generationConfig/candidateCount": 3} | another number of answers
different | {"/generationConfig/stopSequences": ["\n"]} | the answer ends at the first line
different | {"/generationConfig/stopSequences": ["END"]} ~ {"/generationConfig/stopSequences": ["STOP"]} | the answer ends elsewhere
different | {"/generationConfig/stopSequences": ["a", "b"]} ~ {"/generationConfig/stopSequences": ["a"]} | one more place to end
different | {"/generationConfig/stopSequences": []} | an empty list is given
different | {"/generationConfig/presencePenalty": 0.5} | new subjects are favoured
different | {"/generationConfig/frequencyPenalty": 0.5} | repetitions cost more
different | {"/generationConfig/presencePenalty": 0.5} ~ {"/generationConfig/frequencyPenalty": 0.5} | two kinds of penalty
different | {"/generationConfig/responseLogprobs": true} | the answer also has probabilities
different | {"/generationConfig/responseLogprobs": true, "/generationConfig/logprobs": 2} ~ {"/generationConfig/responseLogprobs": true, "/generationConfig/logprobs": 3} | more alternatives
different | {"/generationConfig/responseMimeType": "application/json"} | JSON instead of prose
different | {"/generationConfig/responseMimeType": "text/plain"} | an explicit default
different | {"/generationConfig/responseMimeType": "application/json"} ~ {"/generationConfig/responseMimeType": "text/x.enum"} | another form
different | {"/generationConfig/responseSchema": {"type": "OBJECT"}} ~ {"/generationConfig/responseSchema": {"type": "ARRAY"}} | another schema
different | {"/generationConfig/responseSchema": {"type": "OBJECT", "properties": {"max_price": {"type": "NUMBER"}}}} ~ {"/generationConfig/responseSchema": {"type": "OBJECT", "properties": {"maxPrice": {"type": "NUMBER"}}}} | the user's own names keep their spelling
different | {"/generationConfig/responseSchema": {"type": "OBJECT", "propertyOrdering": ["a", "b"]}} ~ {"/generationConfig/responseSchema": {"type": "OBJECT", "propertyOrdering": ["b", "a"]}} | another order in the answer
different | {"/generationConfig/responseJsonSchema": {"type": "object"}} ~ {"/generationConfig/responseSchema": {"type": "object"}} | two kinds of schema
different | {"/generationConfig/responseModalities": ["TEXT"]} ~ {"/generationConfig/responseModalities": ["TEXT", "IMAGE"]} | the answer may be an image
different | {"/generationConfig/mediaResolution": "MEDIA_RESOLUTION_LOW"} ~ {"/generationConfig/mediaResolution": "MEDIA_RESOLUTION_HIGH"} | the model sees more
different | {"/generationConfig/speechConfig": {"languageCode": "de-DE"}} ~ {"/generationConfig/speechConfig": {"languageCode": "en-US"}} | another voice
different | {"/generationConfig/thinkingConfig": {"thinkingBudget": 0}} | the model does not think
different | {"/generationConfig/thinkingConfig": {"thinkingBudget": 0}} ~ {"/generationConfig/thinkingConfig": {"thinkingBudget": 1024}} | the model thinks longer
different | {"/generationConfig/thinkingConfig": {"thinkingLevel": "low"}} ~ {"/generationConfig/thinkingConfig": {"thinkingLevel": "high"}} | the model thinks longer
different | {"/generationConfig/thinkingConfig": {"includeThoughts": true}} ~ {"/generationConfig/thinkingConfig": {"includeThoughts": false}} | the answer has thoughts
different | {"/generationConfig/imageConfig": {"aspectRatio": "1:1"}} ~ {"/generationConfig/imageConfig": {"aspectRatio": "16:9"}} | another picture
different | {"/generationConfig/audioTimestamp": true} | the model knows times
different | {"/generationConfig/enableEnhancedCivicAnswers": true} | another kind of answer
different | {"/generationConfig/routingConfig": {"autoMode": {}}} | another model may answer
different | {"/generationConfig/futureField": 1} ~ {"/generationConfig/futureField": 2} | an unknown field may change the answer
different | {"safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}]} | less is blocked
different | {"safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}]} ~ {"safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_LOW_AND_ABOVE"}]} | more is blocked
different | {"safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}]} ~ {"safetySettings": [{"category": "HARM_CATEGORY_HATE_SPEECH", "threshold": "BLOCK_NONE"}]} | something else is blocked
different | {"safetySettings": []} | an empty list is given
different | {"modelArmorConfig": {"promptTemplateName": "p"}} | other things are blocked
different | {"cachedContent": "cachedContents/1"} | a long text comes before
different | {"cachedContent": "cachedContents/1"} ~ {"cachedContent": "cachedContents/2"} | another text comes before
different | {"-tools": 0} | nothing can be called
different | {"tools": []} | nothing can be called
different | {"tools": [{}]} | a tool without functions
different | {"tools": []} ~ {"-tools": 0} | an empty list is not known to be none
different | {"/tools/0/functionDeclarations/0/name": "get_order"} | another name
different | {"/tools/0/functionDeclarations/0/description": "Gets an order."} | the description decides when the function is called
different | {"/tools/0/functionDeclarations/0/parameters/properties": {"orderId": {"type": "STRING"}}} | the user's own names keep their spelling
different | {"/tools/0/functionDeclarations/0/parameters/required": ["order_id"]} | the argument must be given
different | {"/tools/0/functionDeclarations/-": {"name": "open_ticket"}} | one more function
different | {"/tools/-": {"functionDeclarations": [{"name": "open_ticket"}]}} | one more function
different | {"/tools/0/functionDeclarations/-": {"name": "a"}} ~ {"/tools/-": {"functionDeclarations": [{"name": "a"}]}} | in another tool
different | {"toolConfig": {"functionCallingConfig": {"mode": "NONE"}}} | nothing may be called
different | {"toolConfig": {"functionCallingConfig": {"mode": "ANY"}}} ~ {"toolConfig": {"functionCallingConfig": {"mode": "AUTO"}}} | something must be called
different | {"toolConfig": {"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["a"]}}} ~ {"toolConfig": {"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["b"]}}} | another function must be called
different | {"toolConfig": {"retrievalConfig": {"languageCode": "de"}}} | another language
different | {"toolConfig": {}} | an empty object is given
different | {"model": "models/gemini-2.5-pro"} | a body that also names a model
different | {"model": "models/a"} ~ {"model": "models/b"} | a body that also names a model
different | {"config": {"temperature": 0}} | an option of the SDK is not a field of the body
different | {"continuationToken": "t"} | an earlier answer goes on
different | {"futureField": true} ~ {"futureField": false} | an unknown field may change the answer
different | {"/generationConfig/temperature": 2} | the liveliest answers
different | {"/generationConfig/temperature": "0.4"} | a text is no number
different | {"/generationConfig/temperature": 0.4, "/generationConfig/topP": 1} | an explicit default
different | {"/generationConfig/topP": null} | only the provider knows what null means
different | {"/generationConfig/topK": 1} | only the likeliest word
different | {"/generationConfig/topK": 20.5} | the exact number counts
different | {"/generationConfig/maxOutputTokens": 301} | the exact limit counts
different | {"/generationConfig/maxOutputTokens": null} | only the provider knows what null means
different | {"/generationConfig/seed": -1} | a negative seed
different | {"/generationConfig/seed": 1} ~ {"/generationConfig/seed": 1.5} | the exact number counts
different | {"/generationConfig/stopSequences": ["a", "b"]} ~ {"/generationConfig/stopSequences": ["b", "a"]} | lists are compared in their order
different | {"/generationConfig/stopSequences": ["Stop"]} ~ {"/generationConfig/stopSequences": ["stop"]} | the answer ends elsewhere
different | {"/generationConfig/responseSchema": {"type": "STRING", "enum": ["a", "b"]}} ~ {"/generationConfig/responseSchema": {"type": "STRING", "enum": ["a", "c"]}} | other answers are valid
different | {"/generationConfig/responseSchema": {"type": "STRING", "description": "d"}} ~ {"/generationConfig/responseSchema": {"type": "STRING"}} | the model sees it
different | {"/generationConfig/responseSchema": {"type": "OBJECT", "required": ["a"]}} ~ {"/generationConfig/responseSchema": {"type": "OBJECT"}} | the answer must have it
different | {"/generationConfig/responseModalities": ["TEXT", "IMAGE"]} ~ {"/generationConfig/responseModalities": ["IMAGE", "TEXT"]} | lists are compared in their order
different | {"/generationConfig/responseFormat": [{"type": "text"}]} | another form of the answer
different | {"/generationConfig/thinkingConfig": {"thinkingBudget": -1}} ~ {"/generationConfig/thinkingConfig": {"thinkingBudget": 0}} | the model decides how long it thinks
different | {"/generationConfig/thinkingConfig": {}} | an empty object is given
different | {"/generationConfig/modelSelectionConfig": {"featureSelectionPreference": "BALANCED"}} | another model may answer
different | {"/generationConfig/audioTranscriptionConfig": {}} | the answer also has a transcript
different | {"/generationConfig/translationConfig": {"targetLanguageCode": "de"}} ~ {"/generationConfig/translationConfig": {"targetLanguageCode": "fr"}} | another language
different | {"/tools/0/functionDeclarations/0/parameters/properties/order_id/type": "INTEGER"} | another type of argument
different | {"/tools/0/functionDeclarations/0/parameters/properties/order_id/description": "Number of the order."} | the model sees it
different | {"/tools/0/functionDeclarations/0/response": {"type": "STRING"}} | the model knows what comes back
different | {"/tools/0/functionDeclarations/0/behavior": "NON_BLOCKING"} | the function is called in another way
different | {"tools": [{"functionDeclarations": [{"name": "a"}, {"name": "b"}]}]} ~ {"tools": [{"functionDeclarations": [{"name": "b"}, {"name": "a"}]}]} | the model sees functions in their order
different | {"tools": [{"functionDeclarations": [{"name": "a"}]}, {"functionDeclarations": [{"name": "b"}]}]} ~ {"tools": [{"functionDeclarations": [{"name": "a"}, {"name": "b"}]}]} | two tools are not one
different | {"safetySettings": [{"category": "A", "threshold": "T"}, {"category": "B", "threshold": "T"}]} ~ {"safetySettings": [{"category": "A", "threshold": "T"}]} | less is blocked
different | {"safetySettings": [{"category": "A", "threshold": "T", "method": "SEVERITY"}]} ~ {"safetySettings": [{"category": "A", "threshold": "T", "method": "PROBABILITY"}]} | something else is blocked
different | {"systemInstruction": {"parts": [{"text": "Du hilfst Kunden von Acme."}]}} | another language
different | {"systemInstruction": {"parts": [{"text": "Today is Monday."}]}} ~ {"systemInstruction": {"parts": [{"text": "Today is Tuesday."}]}} | another day
different | {"user": "u-1"} ~ {"user": "u-2"} | a field that Google does not have
different | {"stream": true} | a field that Google does not have
built-in-tools | {"tools": [{"googleSearch": {}}]} | the web changes with time
built-in-tools | {"tools": [{"google_search": {}}]} | the same in Google's other spelling
built-in-tools | {"tools": [{"googleSearchRetrieval": {}}]} | the web changes with time
built-in-tools | {"/tools/-": {"googleMaps": {}}} | opening hours change
built-in-tools | {"tools": [{"urlContext": {}}]} | pages change
built-in-tools | {"tools": [{"codeExecution": {}}]} | code may read the clock
built-in-tools | {"tools": [{"code_execution": {}}]} | code may read the clock
built-in-tools | {"tools": [{"retrieval": {"vertexRagStore": {}}}]} | the store changes
built-in-tools | {"tools": [{"fileSearch": {}}]} | the store changes
built-in-tools | {"tools": [{"computerUse": {}}]} | an agent's tool
built-in-tools | {"tools": [{"mcpServers": []}]} | other servers answer
built-in-tools | {"tools": [{"functionDeclarations": [], "googleSearch": {}}]} | both in one tool
malformed | {"systemInstruction": "You help customers of Acme."} | an instruction is a content
malformed | {"systemInstruction": {"parts": [{"text": 5}]}} | a text is a text
malformed | {"system_instruction": {"parts": [{"text": "B"}]}} | given under both names
malformed | {"generationConfig": {"topK": 1, "top_k": 2}} | given under both names
malformed | {"generationConfig": 5} | settings are an object
malformed | {"tools": ["find_order"]} | a tool is an object
`;
