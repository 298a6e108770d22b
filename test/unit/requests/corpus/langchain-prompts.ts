/** Pairs of LangChain that differ in the prompt. */
export const LANGCHAIN_PROMPTS = String.raw`
same | {"prompt": "System: You help customers of Acme.\nHuman: how do I reset my password"} | a first letter and a question mark
same | {"prompt": "System: You help customers of Acme.\nHuman: How do I reset my password? "} | a blank at the end
same | {"prompt": "System: You help customers of Acme.\nHuman:   How do I reset my password?"} | blanks before the question
same | {"prompt": "Human: What is SSO?"} ~ {"prompt": "Human: what is SSO?"} | a first letter
same | {"prompt": "Tell me a joke."} ~ {"prompt": "tell me a joke"} | the prompt of a model that takes texts
same | {"prompt": "Human: a\nAI: b\nHuman: What is SSO?"} ~ {"prompt": "Human: a\nAI: b\nHuman: what is SSO"} | the last turn is read as a question
near | {"prompt": "System: You help customers of Acme.\nHuman: How can I reset my password?"} | a paraphrase
near | {"prompt": "System: You help customers of Acme.\nHuman: How do I reset my router?"} | another question
near | {"prompt": "System: You help customers of Acme.\nHuman: I do not want to reset my password."} | a negation
near | {"prompt": "System: You help customers of Acme.\nHuman: Wie setze ich mein Passwort zurück?"} | another language
near | {"prompt": "Human: Add 2 to 3."} ~ {"prompt": "Human: Add 2 to 4."} | another number
near | {"prompt": "Tell me a joke."} ~ {"prompt": "Tell me a story."} | a model that takes texts
near | {"prompt": "You are a poet.\nWrite about the sea."} ~ {"prompt": "You are a poet.\nWrite about the moon."} | one text without marks
near | {"prompt": "Human: a\nAI: b\nHuman: c"} ~ {"prompt": "Human: a\nAI: b\nHuman: d"} | only the last turn differs
near | {"prompt": "Human: bob, hi"} ~ {"prompt": "Human: ann, hi"} | a name looks like text
near | {"prompt": "Human: Hi"} ~ {"prompt": "Human: Hello"} | without a system prompt
near | {"prompt": "Human: Sort:\n- b\n- a"} ~ {"prompt": "Human: Sort:\n- c\n- a"} | a question of several lines
near | {"prompt": "Human: human: x"} ~ {"prompt": "Human: human: y"} | a mark begins with a capital
near | {"prompt": "Human: The AI: is it safe?"} ~ {"prompt": "Human: The AI: is it legal?"} | a mark is at the start of a line
near | {"prompt": "Human: a\nHuman:b"} ~ {"prompt": "Human: a\nHuman:c"} | a mark ends with a blank
near | {"prompt": "AI:x"} ~ {"prompt": "AI:y"} | a mark ends with a blank
near | {"prompt": "Question: x\nAnswer:"} ~ {"prompt": "Question: y\nAnswer:"} | a prompt in a form of its own
near | {"prompt": "Human: Use a[i] here."} ~ {"prompt": "Human: Use a[j] here."} | short names between brackets are code
near | {"prompt": "Human: See [1]."} ~ {"prompt": "Human: See [2]."} | numbers between brackets
near | {"prompt": "Human: Fill in [NAME]."} ~ {"prompt": "Human: Fill in [DATE]."} | capitals between brackets
different | {"prompt": "System: You help customers of Apex.\nHuman: How do I reset my password?"} | another system prompt
different | {"prompt": "System: You help customers of Acme. \nHuman: How do I reset my password?"} | a system prompt counts word for word
different | {"prompt": "System: you help customers of acme.\nHuman: How do I reset my password?"} | a system prompt counts letter for letter
different | {"prompt": "Human: How do I reset my password?"} | no system prompt
different | {"prompt": "How do I reset my password?"} | a prompt without roles
different | {"prompt": "How do I reset my password?"} ~ {"prompt": "Human: How do I reset my password?"} | a prompt without roles
different | {"prompt": "System: \nHuman: x"} ~ {"prompt": "Human: x"} | an empty system prompt
different | {"prompt": "System: A\nSystem: B\nHuman: x"} ~ {"prompt": "System: B\nSystem: A\nHuman: x"} | in another order
different | {"prompt": "System: A\nSystem: B\nHuman: x"} ~ {"prompt": "System: A\nB\nHuman: x"} | two messages are not one with two lines
different | {"prompt": "System: A\nHuman: x"} ~ {"prompt": "Human: x\nSystem: A"} | the system speaks last
different | {"prompt": "System: A\nHuman: x"} ~ {"prompt": "System: A\n\nHuman: x"} | a line end in the system prompt
different | {"prompt": "System: acme, A\nHuman: x"} ~ {"prompt": "System: apex, A\nHuman: x"} | a name of the system
different | {"prompt": "Human: a\nAI: b\nHuman: x"} ~ {"prompt": "Human: x"} | a follow-up means nothing without what came before
different | {"prompt": "Human: Capital of France?\nAI: Paris\nHuman: How large is it?"} ~ {"prompt": "Human: Capital of Spain?\nAI: Madrid\nHuman: How large is it?"} | "it" is another city
different | {"prompt": "Human: a\nAI: b\nHuman: x"} ~ {"prompt": "Human: A\nAI: b\nHuman: x"} | earlier turns count letter for letter
different | {"prompt": "Human: a\nAI: b\nHuman: x"} ~ {"prompt": "Human: a\nAI: b.\nHuman: x"} | earlier turns count letter for letter
different | {"prompt": "Human: a\nAI: b\nHuman: x"} ~ {"prompt": "Human: a \nAI: b\nHuman: x"} | earlier turns count with their blanks
different | {"prompt": "Human: a\nAI: b\nHuman: x"} ~ {"prompt": "Human: a\nHuman: b\nHuman: x"} | somebody else said it
different | {"prompt": "Human: a\nAI: b\nHuman: x"} ~ {"prompt": "AI: a\nHuman: b\nHuman: x"} | somebody else said it
different | {"prompt": "Human: a\nHuman: b"} ~ {"prompt": "Human: a\nb"} | two messages are not one with two lines
different | {"prompt": "Human: a\nAI: b\nHuman: c\nAI: d\nHuman: x"} ~ {"prompt": "Human: c\nAI: d\nHuman: a\nAI: b\nHuman: x"} | the turns are in another order
different | {"prompt": "Human: a\nAI: b\nHuman: x"} ~ {"prompt": "Human: a\nAI: b\n\nHuman: x"} | a line end in an earlier turn
different | {"prompt": "Human: a\nAI: \nHuman: x"} ~ {"prompt": "Human: a\nHuman: x"} | an empty answer
different | {"prompt": "developer: A\nHuman: x"} ~ {"prompt": "developer: B\nHuman: x"} | a role of another kind comes before
different | {"prompt": "developer: A\nHuman: x"} ~ {"prompt": "Human: x"} | a role of another kind comes before
different | {"prompt": "developer: A\nHuman: x"} ~ {"prompt": "System: A\nHuman: x"} | a role of another kind is not the system
different | {"prompt": "Be kind.\n\nHuman: x"} ~ {"prompt": "Be rude.\n\nHuman: x"} | instructions before the first mark
different | {"prompt": "\nHuman: x"} ~ {"prompt": "Human: x"} | a line end before the first mark
different | {"prompt": "Human: one\rHuman: x"} ~ {"prompt": "Human: one\nHuman: x"} | only a line feed ends a line here
different | {"prompt": "System: Examples:\nHuman: 1\nAI: one\nHuman: 2"} ~ {"prompt": "System: Examples:\nHuman: 1\nAI: uno\nHuman: 2"} | examples in the system prompt
different | {"prompt": "Human: Translate\nHuman: hello"} ~ {"prompt": "Human: Explain\nHuman: hello"} | what comes before the last mark
different | {"prompt": "Human: x\nSystem: Be short."} ~ {"prompt": "Human: x\nSystem: Be long."} | the system adds something else
different | {"prompt": "Human: x\nSystem: Be short."} ~ {"prompt": "Human: x"} | the system adds something
different | {"prompt": "Human: 1\nAI: yes\nHuman: 2\nAI: no\nHuman: 3"} ~ {"prompt": "Human: 1\nAI: yes\nHuman: 2\nAI: yes\nHuman: 3"} | an earlier answer differs
different | {"prompt": "Human: a\nAI: {\"answer\": 1}\nHuman: x"} ~ {"prompt": "Human: a\nAI: {\"answer\": 2}\nHuman: x"} | an earlier answer in JSON
different | {"prompt": "System: Answer with [title].\nHuman: x"} ~ {"prompt": "System: Answer with [topic].\nHuman: x"} | a word between brackets in the system prompt
different | {"prompt": "Tell me a joke."} ~ {"prompt": "Tell me\nHuman: a joke."} | a mark within a text
different | {"prompt": "Q: x\nHuman: y"} ~ {"prompt": "Q: z\nHuman: y"} | what comes before the first mark
near | {"prompt": "Q: x\nHuman: y"} ~ {"prompt": "Q: x\nHuman: z"} | what follows the last mark
near | {"prompt": "System: A\nHuman: x\ny"} ~ {"prompt": "System: A\nHuman: x\nz"} | a question of two lines
near | {"prompt": "System: A\nHuman: x\ny"} ~ {"prompt": "System: A\nHuman: x"} | a question of another number of lines
agent-turn | {"prompt": "Human: a\nAI: [{\"name\":\"f\",\"args\":{},\"id\":\"c\",\"type\":\"tool_call\"}]\nTool: 42"} | ends with what a tool said
agent-turn | {"prompt": "Human: a\nAI: [{\"name\":\"f\",\"args\":{},\"id\":\"c\"}]\nTool: 42\nHuman: x"} | the model had called a tool
agent-turn | {"prompt": "Human: a\nAI: Let me see.[{\"name\":\"f\",\"args\":{\"id\":1},\"id\":\"c\"}]\nHuman: x"} | a call behind a text
agent-turn | {"prompt": "Human: a\nAI: {\"name\":\"f\",\"arguments\":\"{}\"}\nHuman: x"} | the old form of a call
agent-turn | {"prompt": "Human: a\nFunction: 42\nHuman: x"} | the old form of a result
agent-turn | {"prompt": "Tool: 42"} | what a tool said
no-user-text | {"prompt": ""} | nothing is asked
no-user-text | {"prompt": "Human: "} | nothing is asked
no-user-text | {"prompt": "System: A\nHuman:  \n"} | nothing is asked
no-user-text | {"prompt": "Human: a\nAI: Go to"} | the model is to go on
no-user-text | {"prompt": "System: A"} | nobody asks
hidden-content | {"prompt": "Human: What is this?[image]"} | an image that the text does not show
hidden-content | {"prompt": "Human: [file]Sum up."} | a file that the text does not show
hidden-content | {"prompt": "Human: [audio]"} | a recording that the text does not show
hidden-content | {"prompt": "Human: [text-plain file]Sum up."} | a file that the text does not show
hidden-content | {"prompt": "Human: Sum up.[container_upload]"} | a part of a provider's own kind
hidden-content | {"prompt": "Human: [image]a\nAI: b\nHuman: x"} | an earlier image
hidden-content | {"prompt": "Human: a\nAI: [image]\nHuman: x"} | the model had drawn something
hidden-content | {"prompt": "Human: [\n  {\n    \"type\": \"image_url\",\n    \"image_url\": {}\n  }\n]"} | an image as an earlier version wrote it
malformed | {"prompt": 5} | a prompt is a text
malformed | {"-prompt": 0} | no prompt
`;
