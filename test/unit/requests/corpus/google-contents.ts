/** Pairs of Google's generateContent that differ in their contents. */
export const GOOGLE_CONTENTS = String.raw`
same | {"contents": [{"parts": [{"text": "How do I reset my password?"}]}]} | a content without a role is a user's
same | {"contents": {"role": "user", "parts": {"text": "How do I reset my password?"}}} | Google's own examples leave out brackets
same | {"contents": [{"parts": [{"text": "How do I reset my password?"}], "role": "user"}]} | members have no order
same | {"/contents/0/parts/0/text": "how do I reset my password"} | a first letter and a question mark
same | {"/contents/0/parts/0/text": "How do I reset my password? "} | a blank at the end
same | {"/contents/0/parts/0/text": "How do I  reset my password?"} | two blanks
same | {"contents": [{"parts": [{"text": "x"}, {"inlineData": {"mimeType": "image/png", "data": "AAAA"}}]}]} ~ {"contents": [{"parts": [{"text": "x"}, {"inlineData": {"data": "AAAA", "mimeType": "image/png"}}]}]} | the same image
same | {"contents": [{"parts": [{"text": "a"}], "role": "user"}, {"parts": [{"text": "b"}], "role": "model"}, {"parts": [{"text": "x"}], "role": "user"}]} ~ {"contents": [{"parts": [{"text": "a"}]}, {"parts": {"text": "b"}, "role": "model"}, {"parts": [{"text": "x"}]}]} | the short and the long form of a conversation
same | {"contents": [{"parts": [{"text": "x"}, {"file_data": {"fileUri": "gs://a/3.pdf"}}]}]} ~ {"contents": [{"parts": [{"text": "x"}, {"fileData": {"fileUri": "gs://a/3.pdf"}}]}]} | Google's other spelling of a part
same | {"contents": [{"parts": [{"text": "x"}, {"inline_data": {"data": "AAAA"}}]}]} ~ {"contents": [{"parts": [{"text": "x"}, {"inlineData": {"data": "AAAA"}}]}]} | Google's other spelling of a part
same | {"contents": [{"parts": [{"text": "a"}]}, {"role": "model", "parts": [{"text": "b"}]}, {"parts": [{"text": "x"}]}]} ~ {"contents": [{"parts": {"text": "a"}}, {"parts": {"text": "b"}, "role": "model"}, {"parts": [{"text": "x"}]}]} | one part without brackets
same | {"contents": [{"parts": [{"text": "a"}]}, {"role": "model", "parts": [{"text": "b"}]}, {"parts": [{"text": "x"}]}]} ~ {"contents": [{"parts": [{"text": "a"}], "role": "user"}, {"parts": [{"text": "b"}], "role": "model"}, {"parts": [{"text": "x"}], "role": "user"}]} | a content without a role is a user's
same | {"contents": [{"parts": [{"text": "x"}, {"ab_c": 1, "abZ": 2}]}]} ~ {"contents": [{"parts": [{"text": "x"}, {"abC": 1, "abZ": 2}]}]} | names are compared after they were spelled alike
near | {"/contents/0/parts/0/text": "How can I reset my password?"} | a paraphrase
near | {"/contents/0/parts/0/text": "How do I reset my router?"} | another question
near | {"/contents/0/parts/0/text": "Do I reset my password?"} | another question
near | {"/contents/0/parts/0/text": "How do I reset my password in 2025?"} ~ {"/contents/0/parts/0/text": "How do I reset my password in 2026?"} | another year
near | {"/contents/0/parts/0/text": "Comment réinitialiser mon mot de passe ?"} | another language
near | {"contents": [{"parts": [{"text": "Shorten:"}, {"text": "A long story."}]}]} ~ {"contents": [{"parts": [{"text": "Shorten:"}, {"text": "Another story."}]}]} | texts are joined
near | {"contents": [{"parts": [{"text": "What is this?"}, {"fileData": {"fileUri": "gs://a/1.png"}}]}]} ~ {"contents": [{"parts": [{"text": "What can be seen?"}, {"fileData": {"fileUri": "gs://a/1.png"}}]}]} | another question about the same image
near | {"contents": [{"parts": [{"text": "a"}]}, {"role": "model", "parts": [{"text": "b"}]}, {"parts": [{"text": "x"}]}]} ~ {"contents": [{"parts": [{"text": "a"}]}, {"role": "model", "parts": [{"text": "b"}]}, {"parts": [{"text": "y"}]}]} | only the last turn differs
near | {"-systemInstruction": 0, "/contents/0/parts/0/text": "Hi"} ~ {"-systemInstruction": 0, "/contents/0/parts/0/text": "Hello"} | without a system instruction
different | {"contents": [{"parts": [{"text": "a"}]}, {"role": "model", "parts": [{"text": "b"}]}, {"parts": [{"text": "x"}]}]} ~ {"contents": [{"parts": [{"text": "x"}]}]} | a follow-up means nothing without what came before
different | {"contents": [{"parts": [{"text": "Capital of France?"}]}, {"role": "model", "parts": [{"text": "Paris"}]}, {"parts": [{"text": "How large is it?"}]}]} ~ {"contents": [{"parts": [{"text": "Capital of Spain?"}]}, {"role": "model", "parts": [{"text": "Madrid"}]}, {"parts": [{"text": "How large is it?"}]}]} | "it" is another city
different | {"contents": [{"parts": [{"text": "a"}]}, {"role": "model", "parts": [{"text": "b"}]}, {"parts": [{"text": "x"}]}]} ~ {"contents": [{"parts": [{"text": "A"}]}, {"role": "model", "parts": [{"text": "b"}]}, {"parts": [{"text": "x"}]}]} | earlier turns count letter for letter
different | {"contents": [{"parts": [{"text": "a"}]}, {"role": "model", "parts": [{"text": "b"}]}, {"parts": [{"text": "x"}]}]} ~ {"contents": [{"parts": [{"text": "a"}]}, {"role": "user", "parts": [{"text": "b"}]}, {"parts": [{"text": "x"}]}]} | somebody else said it
different | {"contents": [{"parts": [{"text": "a"}]}, {"parts": [{"text": "b"}]}]} ~ {"contents": [{"parts": [{"text": "a"}, {"text": "b"}]}]} | two contents are not one
different | {"contents": [{"parts": [{"text": "a"}]}, {"role": "model", "parts": [{"text": "b"}]}, {"parts": [{"text": "c"}]}, {"role": "model", "parts": [{"text": "d"}]}, {"parts": [{"text": "x"}]}]} ~ {"contents": [{"parts": [{"text": "c"}]}, {"role": "model", "parts": [{"text": "d"}]}, {"parts": [{"text": "a"}]}, {"role": "model", "parts": [{"text": "b"}]}, {"parts": [{"text": "x"}]}]} | the turns are in another order
different | {"contents": [{"parts": [{"text": "a"}]}, {"role": "model", "parts": [{"text": "b", "thoughtSignature": "AA"}]}, {"parts": [{"text": "x"}]}]} ~ {"contents": [{"parts": [{"text": "a"}]}, {"role": "model", "parts": [{"text": "b"}]}, {"parts": [{"text": "x"}]}]} | the model had thought
different | {"contents": [{"parts": [{"text": "a"}]}, {"role": "model", "parts": [{"text": "b", "thoughtSignature": "AA"}]}, {"parts": [{"text": "x"}]}]} ~ {"contents": [{"parts": [{"text": "a"}]}, {"role": "model", "parts": [{"text": "b", "thoughtSignature": "AB"}]}, {"parts": [{"text": "x"}]}]} | the model had thought something else
different | {"contents": [{"parts": [{"text": "a"}]}, {"role": "model", "parts": [{"text": "b", "thought": true}]}, {"parts": [{"text": "x"}]}]} ~ {"contents": [{"parts": [{"text": "a"}]}, {"role": "model", "parts": [{"text": "b"}]}, {"parts": [{"text": "x"}]}]} | a thought is no answer
different | {"contents": [{"parts": [{"text": "How do I reset"}, {"text": "my password?"}]}]} ~ {"contents": [{"parts": [{"text": "How do I reset\nmy password?"}]}]} | two parts are not one with two lines
different | {"contents": [{"parts": [{"text": "a\nb"}, {"text": "c"}]}]} ~ {"contents": [{"parts": [{"text": "a"}, {"text": "b\nc"}]}]} | the same lines, cut elsewhere
different | {"contents": [{"parts": [{"text": "x"}, {"text": ""}]}]} ~ {"contents": [{"parts": [{"text": "x\ny"}]}]} | an empty part is a part
different | {"contents": [{"parts": [{"text": "x"}, {"inlineData": {"mimeType": "image/png", "data": "AAAA"}}]}]} ~ {"contents": [{"parts": [{"text": "x"}]}]} | a question about an image
different | {"contents": [{"parts": [{"text": "x"}, {"inlineData": {"mimeType": "image/png", "data": "AAAA"}}]}]} ~ {"contents": [{"parts": [{"text": "x"}, {"inlineData": {"mimeType": "image/png", "data": "AAAB"}}]}]} | other bytes
different | {"contents": [{"parts": [{"text": "x"}, {"inlineData": {"mimeType": "image/png", "data": "AAAA"}}]}]} ~ {"contents": [{"parts": [{"text": "x"}, {"inlineData": {"mimeType": "image/jpeg", "data": "AAAA"}}]}]} | the bytes are read in another way
different | {"contents": [{"parts": [{"text": "x"}, {"inlineData": {"mimeType": "image/png", "data": "AAAA"}}]}]} ~ {"contents": [{"parts": [{"inlineData": {"mimeType": "image/png", "data": "AAAA"}}, {"text": "x"}]}]} | the image comes first
different | {"contents": [{"parts": [{"text": "x"}, {"inlineData": {"data": "AAAA"}}, {"inlineData": {"data": "AAAB"}}]}]} ~ {"contents": [{"parts": [{"text": "x"}, {"inlineData": {"data": "AAAB"}}, {"inlineData": {"data": "AAAA"}}]}]} | "the first" is another one
different | {"contents": [{"parts": [{"text": "x"}, {"inlineData": {"data": "AAAA"}}]}]} ~ {"contents": [{"parts": [{"text": "x"}, {"inlineData": {"data": "AAAA"}}, {"inlineData": {"data": "AAAA"}}]}]} | the image twice
different | {"contents": [{"parts": [{"text": "x"}, {"fileData": {"fileUri": "gs://a/1.pdf", "mimeType": "application/pdf"}}]}]} ~ {"contents": [{"parts": [{"text": "x"}, {"fileData": {"fileUri": "gs://a/2.pdf", "mimeType": "application/pdf"}}]}]} | another file
different | {"contents": [{"parts": [{"text": "x"}, {"fileData": {"fileUri": "gs://a/1.mp4"}, "videoMetadata": {"startOffset": "1s"}}]}]} ~ {"contents": [{"parts": [{"text": "x"}, {"fileData": {"fileUri": "gs://a/1.mp4"}, "videoMetadata": {"startOffset": "2s"}}]}]} | another part of a video
different | {"contents": [{"parts": [{"text": "x"}, {"fileData": {"fileUri": "gs://a/1.mp4"}, "videoMetadata": {"fps": 1}}]}]} ~ {"contents": [{"parts": [{"text": "x"}, {"fileData": {"fileUri": "gs://a/1.mp4"}}]}]} | more pictures of a video
different | {"contents": [{"parts": [{"text": "x"}, {"fileData": {"fileUri": "https://www.youtube.com/watch?v=1"}}]}]} ~ {"contents": [{"parts": [{"text": "x"}, {"fileData": {"fileUri": "https://www.youtube.com/watch?v=2"}}]}]} | another video
different | {"contents": [{"parts": [{"text": "x"}, {"inlineData": {"data": "AAAA"}, "mediaResolution": {"level": "LOW"}}]}]} ~ {"contents": [{"parts": [{"text": "x"}, {"inlineData": {"data": "AAAA"}, "mediaResolution": {"level": "HIGH"}}]}]} | the model sees more
different | {"contents": [{"parts": [{"text": "x", "partMetadata": {"a": 1}}]}]} ~ {"contents": [{"parts": [{"text": "x"}]}]} | a part says more than its text
different | {"contents": [{"parts": [{"text": "x", "partMetadata": {"a": 1}}]}]} ~ {"contents": [{"parts": [{"text": "x", "partMetadata": {"a": 2}}]}]} | a part says more than its text
different | {"contents": [{"parts": [{"text": "x"}, {"futurePart": {}}]}]} ~ {"contents": [{"parts": [{"text": "x"}]}]} | an unknown part
different | {"contents": [{"parts": [{"text": "x"}], "note": 1}]} ~ {"contents": [{"parts": [{"text": "x"}]}]} | an unknown field of a content
different | {"contents": [{"parts": [{"text": "a"}, {"inlineData": {"data": "AAAA"}}]}, {"role": "model", "parts": [{"text": "b"}]}, {"parts": [{"text": "x"}]}]} ~ {"contents": [{"parts": [{"text": "a"}, {"inlineData": {"data": "AAAB"}}]}, {"role": "model", "parts": [{"text": "b"}]}, {"parts": [{"text": "x"}]}]} | an earlier image
different | {"contents": [{"parts": [{"text": "a"}]}, {"role": "model", "parts": [{"inlineData": {"data": "AAAA"}}]}, {"parts": [{"text": "x"}]}]} ~ {"contents": [{"parts": [{"text": "a"}]}, {"role": "model", "parts": [{"inlineData": {"data": "AAAB"}}]}, {"parts": [{"text": "x"}]}]} | the model had drawn something else
agent-turn | {"contents": [{"parts": [{"text": "a"}]}, {"role": "model", "parts": [{"functionCall": {"name": "f", "args": {}}}]}, {"parts": [{"functionResponse": {"name": "f", "response": {}}}]}]} | ends with what a function said
agent-turn | {"contents": [{"parts": [{"text": "a"}]}, {"role": "model", "parts": [{"functionCall": {"name": "f"}}]}, {"role": "function", "parts": [{"functionResponse": {"name": "f"}}]}]} | the old role of a result
agent-turn | {"contents": [{"parts": [{"text": "a"}]}, {"role": "model", "parts": [{"function_call": {"name": "f"}}]}, {"parts": [{"text": "x"}]}]} | Google's other spelling
agent-turn | {"contents": [{"parts": [{"functionResponse": {"name": "f"}}, {"text": "x"}]}]} | a result beside a text
agent-turn | {"contents": [{"role": "model", "parts": [{"executableCode": {"code": "1"}}]}, {"parts": [{"text": "x"}]}]} | the model had written code to run
agent-turn | {"contents": [{"role": "model", "parts": [{"codeExecutionResult": {"output": "1"}}]}, {"parts": [{"text": "x"}]}]} | what code had said
agent-turn | {"contents": [{"role": "model", "parts": [{"toolCall": {"id": "1"}}]}, {"parts": [{"text": "x"}]}]} | the provider had used a tool
no-user-text | {"/contents/0/parts/0/text": ""} | nothing is asked
no-user-text | {"/contents/0/parts/0/text": " \n"} | nothing is asked
no-user-text | {"contents": [{"parts": []}]} | nothing is asked
no-user-text | {"contents": [{"parts": [{"inlineData": {"data": "AAAA"}}]}]} | an image without a question
no-user-text | {"/contents/-": {"role": "model", "parts": [{"text": "Go to"}]}} | the model is to go on
no-user-text | {"contents": []} | nobody asks
no-user-text | {"-contents": 0} | nobody asks
malformed | {"contents": "Hi"} | a content is an object
malformed | {"contents": [{"parts": ["Hi"]}]} | a part is an object
malformed | {"contents": [{"role": "narrator", "parts": [{"text": "x"}]}]} | an unknown role
malformed | {"contents": [{"parts": [{"text": null}]}]} | a text is a text
`;
