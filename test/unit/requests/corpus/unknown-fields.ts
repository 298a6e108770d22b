/** Pairs for every format: fields that nobody knows, with values that careless code takes for the same. */
export const UNKNOWN_FIELDS = `
different | {"__proto__": {"temperature": 1}} | a name that breaks careless code
different | {"constructor": 1} ~ {"constructor": 2} | a name that breaks careless code
different | {"": 1} ~ {"": 2} | an empty name
different | {"a.b": 1} ~ {"a": {"b": 1}} | a dot in a name
different | {"a": [1, 2]} ~ {"a": [[1], 2]} | other nesting
different | {"a": "1"} ~ {"a": 1} | a text is no number
different | {"a": ["b,c"]} ~ {"a": ["b", "c"]} | a comma in a text
different | {"a": null} ~ {"a": "null"} | a text is not null
different | {"a": true} ~ {"a": 1} | true is not one
different | {"a": {"b": {}}} ~ {"a": {"b": []}} | an object is no list
different | {"a": 1e21} ~ {"a": 1e20} | large numbers
different | {"a": 0.1} ~ {"a": 0.10000000000000002} | close numbers
`;
