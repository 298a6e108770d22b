/** Pairs of Chat Completions that differ in their messages. */
export const CHAT_MESSAGES = String.raw`
same | {"/messages/1/content": [{"type": "text", "text": "How do I reset my password?"}]} | a string is one part with this text
same | {"/messages/0/content": [{"type": "text", "text": "You help customers of Acme."}]} | the same for the system prompt
same | {"/messages/1/content": "How do I reset my password"} | a question mark at the end of a plain question
same | {"/messages/1/content": "  How do I reset my password?  "} | blanks around a question
same | {"/messages/1/content": "how do I reset my password?"} | a first letter in lower case
same | {"/messages/1": {"content": "How do I reset my password?", "role": "user"}} | members of a message have no order
same | {"/messages/1/content": [{"type": "text", "text": "How do I reset my password?", "prompt_cache_breakpoint": {"mode": "explicit"}}]} | a mark for the provider's own cache
same | {"/messages/1/content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "https://a.example/1.png"}}]} ~ {"/messages/1/content": [{"text": "What is this?", "type": "text"}, {"image_url": {"url": "https://a.example/1.png"}, "type": "image_url"}]} | the same image
near | {"/messages/1/content": "How can I reset my password?"} | a paraphrase
near | {"/messages/1/content": "How do I change my password?"} | another question
near | {"/messages/1/content": "How do I delete my account?"} | another question
near | {"/messages/1/content": "Reset my password."} | a request instead of a question
near | {"/messages/1/content": "How do I reset my PASSWORD?"} | capitals may name something
near | {"/messages/1/content": "Wie setze ich mein Passwort zurück?"} | another language
near | {"/messages/1/content": "Please reset 1 password."} ~ {"/messages/1/content": "Please reset 2 passwords."} | another number
near | {"/messages/1/content": "Sort:\n- b\n- a"} ~ {"/messages/1/content": "Sort:\n- c\n- a"} | another list of the same length
near | {"/messages/1/content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "https://a.example/1.png"}}]} ~ {"/messages/1/content": [{"type": "text", "text": "What do you see?"}, {"type": "image_url", "image_url": {"url": "https://a.example/1.png"}}]} | another question about the same image
near | {"/messages/1/content": [{"type": "text", "text": "Shorten this."}, {"type": "text", "text": "A long story."}]} ~ {"/messages/1/content": [{"type": "text", "text": "Shorten that."}, {"type": "text", "text": "A long story."}]} | texts are joined
near | {"-/messages/0": 0, "messages": [{"role": "user", "content": "Hi there"}]} ~ {"messages": [{"role": "user", "content": "Hello there"}]} | without a system prompt
different | {"/messages/0/content": "You help customers of Apex."} | another system prompt
different | {"/messages/0/content": "You help customers of Acme. "} | a system prompt counts word for word, blanks too
different | {"/messages/0/content": "you help customers of Acme."} | a system prompt counts letter for letter
different | {"/messages/0/role": "developer"} | only the provider knows whether both roles are one
different | {"messages": [{"role": "user", "content": "How do I reset my password?"}]} | no system prompt
different | {"/messages/0/content": ""} | an empty system prompt
different | {"messages": [{"role": "user", "content": "How do I reset my password?"}, {"role": "system", "content": "You help customers of Acme."}]} | the system speaks last
different | {"messages": [{"role": "system", "content": "You help customers of Acme."}, {"role": "system", "content": "Be short."}, {"role": "user", "content": "How do I reset my password?"}]} | two messages of the system
different | {"messages": [{"role": "system", "content": "A"}, {"role": "system", "content": "B"}, {"role": "user", "content": "x"}]} ~ {"messages": [{"role": "system", "content": "B"}, {"role": "system", "content": "A"}, {"role": "user", "content": "x"}]} | in another order
different | {"messages": [{"role": "system", "content": "A"}, {"role": "system", "content": "B"}, {"role": "user", "content": "x"}]} ~ {"messages": [{"role": "system", "content": "A\nB"}, {"role": "user", "content": "x"}]} | one message is not two
different | {"/messages/0/content": [{"type": "text", "text": "You help"}, {"type": "text", "text": "customers of Acme."}]} | two parts
different | {"/messages/0/name": "acme"} | the model sees the name
different | {"/messages/1/name": "ann"} | the model sees the name
different | {"/messages/1/name": "ann"} ~ {"/messages/1/name": "bob"} | the model sees the name
different | {"/messages/1/content": [{"type": "text", "text": "How do I reset"}, {"type": "text", "text": "my password?"}]} ~ {"/messages/1/content": "How do I reset\nmy password?"} | two parts are not one with two lines
different | {"/messages/1/content": [{"type": "text", "text": "a\nb"}, {"type": "text", "text": "c"}]} ~ {"/messages/1/content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b\nc"}]} | the same lines, cut elsewhere
different | {"/messages/1/content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "https://a.example/1.png"}}]} ~ {"/messages/1/content": "What is this?"} | a question about an image
different | {"/messages/1/content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "https://a.example/1.png"}}]} ~ {"/messages/1/content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "https://a.example/2.png"}}]} | another image
different | {"/messages/1/content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}]} ~ {"/messages/1/content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAB"}}]} | other bytes of an image
different | {"/messages/1/content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "https://a.example/1.png", "detail": "low"}}]} ~ {"/messages/1/content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "https://a.example/1.png", "detail": "high"}}]} | the model sees more
different | {"/messages/1/content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "https://a.example/1.png"}}]} ~ {"/messages/1/content": [{"type": "image_url", "image_url": {"url": "https://a.example/1.png"}}, {"type": "text", "text": "What is this?"}]} | the image comes first
different | {"/messages/1/content": [{"type": "text", "text": "Which is older?"}, {"type": "image_url", "image_url": {"url": "https://a.example/1.png"}}, {"type": "image_url", "image_url": {"url": "https://a.example/2.png"}}]} ~ {"/messages/1/content": [{"type": "text", "text": "Which is older?"}, {"type": "image_url", "image_url": {"url": "https://a.example/2.png"}}, {"type": "image_url", "image_url": {"url": "https://a.example/1.png"}}]} | "the first" is another one
different | {"/messages/1/content": [{"type": "text", "text": "Sum up."}, {"type": "file", "file": {"file_id": "file-1"}}]} ~ {"/messages/1/content": [{"type": "text", "text": "Sum up."}, {"type": "file", "file": {"file_id": "file-2"}}]} | another file
different | {"/messages/1/content": [{"type": "text", "text": "Sum up."}, {"type": "file", "file": {"file_data": "JVBE", "filename": "a.pdf"}}]} ~ {"/messages/1/content": [{"type": "text", "text": "Sum up."}, {"type": "file", "file": {"file_data": "JVBE", "filename": "b.pdf"}}]} | the model sees the name of a file
different | {"/messages/1/content": [{"type": "text", "text": "What is said?"}, {"type": "input_audio", "input_audio": {"data": "UklG", "format": "wav"}}]} ~ {"/messages/1/content": [{"type": "text", "text": "What is said?"}, {"type": "input_audio", "input_audio": {"data": "UklH", "format": "wav"}}]} | another recording
different | {"/messages/1/content": [{"type": "text", "text": "What is this?"}, {"type": "video_url", "video_url": {"url": "https://a.example/1"}}]} ~ {"/messages/1/content": "What is this?"} | a part that OpenAI does not have
different | {"/messages/1/content": "a\nb"} ~ {"/messages/1/content": [{"type": "text", "text": "a\nb"}, {"type": "text", "text": ""}]} | an empty part is a part
different | {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}, {"role": "user", "content": "And now?"}]} ~ {"messages": [{"role": "user", "content": "And now?"}]} | a follow-up means nothing without what came before
different | {"messages": [{"role": "user", "content": "Capital of France?"}, {"role": "assistant", "content": "Paris"}, {"role": "user", "content": "How large is it?"}]} ~ {"messages": [{"role": "user", "content": "Capital of Spain?"}, {"role": "assistant", "content": "Madrid"}, {"role": "user", "content": "How large is it?"}]} | "it" is another city
different | {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}, {"role": "user", "content": "x"}]} ~ {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}, {"role": "user", "content": "x"}]} | earlier turns count word for word
different | {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}, {"role": "user", "content": "x"}]} ~ {"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "Hello"}, {"role": "user", "content": "x"}]} | earlier turns count letter for letter
different | {"messages": [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}]} ~ {"messages": [{"role": "user", "content": "a\nb"}]} | two messages are not one
different | {"messages": [{"role": "user", "content": "a"}, {"role": "user", "content": "x"}]} ~ {"messages": [{"role": "assistant", "content": "a"}, {"role": "user", "content": "x"}]} | somebody else said it
different | {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b", "refusal": "no"}, {"role": "user", "content": "x"}]} ~ {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}, {"role": "user", "content": "x"}]} | the model had refused
different | {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "audio": {"id": "audio-1"}}, {"role": "user", "content": "x"}]} ~ {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "audio": {"id": "audio-2"}}, {"role": "user", "content": "x"}]} | the model had said something else
different | {"messages": [{"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "image_url", "image_url": {"url": "https://a.example/1.png"}}]}, {"role": "assistant", "content": "b"}, {"role": "user", "content": "x"}]} ~ {"messages": [{"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "image_url", "image_url": {"url": "https://a.example/2.png"}}]}, {"role": "assistant", "content": "b"}, {"role": "user", "content": "x"}]} | an earlier image
different | {"messages": [{"role": "user", "content": "a"}, {"role": "system", "content": "s"}, {"role": "user", "content": "x"}]} ~ {"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "a"}, {"role": "user", "content": "x"}]} | the system spoke later
different | {"messages": [{"role": "developer", "content": "s"}, {"role": "user", "content": "x"}]} ~ {"messages": [{"role": "developer", "content": "t"}, {"role": "user", "content": "x"}]} | another prompt of the developer
different | {"messages": [{"role": "system", "content": "s"}, {"role": "developer", "content": "t"}, {"role": "user", "content": "x"}]} ~ {"messages": [{"role": "developer", "content": "s"}, {"role": "system", "content": "t"}, {"role": "user", "content": "x"}]} | the roles are swapped
near | {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}, {"role": "user", "content": "What can you do?"}]} ~ {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}, {"role": "user", "content": "What are you able to do?"}]} | only the last turn is worded differently
agent-turn | {"/messages/-": {"role": "assistant", "content": null, "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "find_order", "arguments": "{}"}}]}} | the model called a tool
agent-turn | {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]}, {"role": "tool", "tool_call_id": "c1", "content": "42"}]} | the conversation ends with what a tool said
agent-turn | {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]}, {"role": "tool", "tool_call_id": "c1", "content": "42"}, {"role": "user", "content": "x"}]} | an earlier turn is an agent's
agent-turn | {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": null, "function_call": {"name": "f", "arguments": "{}"}}, {"role": "user", "content": "x"}]} | the old form of a call
agent-turn | {"messages": [{"role": "user", "content": "a"}, {"role": "function", "name": "f", "content": "42"}]} | the old form of a result
no-user-text | {"/messages/1/content": ""} | nothing is asked
no-user-text | {"/messages/1/content": " \n "} | nothing is asked
no-user-text | {"/messages/1/content": []} | nothing is asked
no-user-text | {"/messages/1/content": [{"type": "image_url", "image_url": {"url": "https://a.example/1.png"}}]} | an image without a question
no-user-text | {"/messages/-": {"role": "assistant", "content": "Go to"}} | the model is to go on with its own text
no-user-text | {"messages": [{"role": "system", "content": "s"}]} | nobody asks
no-user-text | {"messages": []} | nobody asks
malformed | {"-messages": 0} | no messages
malformed | {"messages": "Hi"} | messages are a list
malformed | {"messages": ["Hi"]} | a message is an object
malformed | {"/messages/1/role": "narrator"} | an unknown role
malformed | {"-/messages/1/role": 0} | no role
malformed | {"/messages/1/content": 5} | content is text or parts
malformed | {"/messages/1/content": null} | a user says something
malformed | {"/messages/1/content": [{"text": "Hi"}]} | a part without a kind
malformed | {"/messages/1/content": [{"type": "text", "text": 5}]} | a text is a text
`;
