import { wordSet } from "./words.js";

/** Words that make a question of what follows them. */
const QUESTION_OPENERS = wordSet(
  "what who whom whose which when where why how is are was were does did can could will would should shall may " +
    "might has had am isn aren wasn weren don doesn didn won couldn wouldn shouldn " +
    "wie wer wo wann warum welche welcher welches comment pourquoi quand quel quelle combien qui où " +
    "cómo qué cuándo dónde quién cuál perché quando dove chi quem onde hoe wat waar wanneer waarom",
);

const PRONOUNS = wordSet("i you we they");

/** Other words that begin a request. Their capital only marks the beginning of the text. */
const REQUEST_OPENERS = wordSet(
  "do have my the an please tell show give find explain describe summarize summarise translate write list create make help let " +
    "compare define calculate compute convert generate suggest recommend provide tell add remove delete change " +
    "check cancel schedule remind send call play turn open close start stop increase decrease enable disable " +
    "set put book get look text read use share take switch transfer pay report inform search say see order reset repeat name talk " +
    "in on at for from to with if there this that these those it you we they hi hello hey thanks thank yes no not",
);

/** True for a word (lower case) that commonly begins a question or a request. */
export function isOpener(word: string): boolean {
  return QUESTION_OPENERS.has(word) || REQUEST_OPENERS.has(word);
}

/**
 * True for a first word (lower case) that makes the text a question, with or without a question mark. `Do` and `have` may
 * also begin a command, unless a pronoun follows.
 */
export function isQuestionOpener(word: string, second: string): boolean {
  return QUESTION_OPENERS.has(word) || ((word === "do" || word === "have") && PRONOUNS.has(second));
}
