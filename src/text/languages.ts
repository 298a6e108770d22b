import { wordSet } from "./words.js";

/**
 * Function words per language, lower case. They are left out of content words and vote on a text's language. Words
 * that deny something (not, no, without …) are missing on purpose: they change what a text asks.
 */
const FUNCTION_WORDS = {
  en:
    "a about after all also am an and any are as at be because been before being but by can could did do does doing " +
    "for from get had has have having he her here him his how i if in into is it its just me more most my of on or our " +
    "out please she should so some such than that the their them then there these they this those through to too " +
    "until up very was we were what when where which while who whom whose why will with would you your",
  de:
    "aber als am an auch auf aus bei bin bis bist bitte da damit dann das dass dem den der des die dir doch du durch " +
    "ein eine einem einen einer eines er es für habe haben hat ich ihm ihn ihr ihre im in ist ja kann können man mein " +
    "meine meinem meinen meiner mich mir mit nach nur oder sein sich sie sind so über um und uns unser vom von vor wann " +
    "war warum was wenn wer werden wie wir wird wo zu zum zur",
  fr:
    "à au aux avec ce ces cet cette comment dans de depuis des du elle en est et être eux fait il ils je la le les leur " +
    "lui ma mais me mes moi mon nos notre nous on ont ou où par peut peux pour pourquoi puis qu quand que quel quelle " +
    "quelles quels qui sa se ses si son sont suis sur ta te tes ton tu un une vos votre vous y",
  es:
    "a al como cómo con cual cuál cuando cuándo de del desde donde dónde el ella ellos en era es esa ese eso esta está " +
    "este esto hay la las le les lo los me mi mis muy más o para pero por porque puede puedo qué que quién se ser si " +
    "son su sus también te tiene tu un una uno y ya yo",
  it:
    "a ai al alla allo anche che chi ci come con cosa cui da dal dalla de degli dei del della delle di dove e è ed gli " +
    "ha hai ho i il in io la le lo loro ma mi mia mio nel nella nelle o per perché più posso può qual quale quali quando " +
    "quanto questa questo se si sono su sua suo ti tra tu un una uno",
  pt:
    "a ao aos as até com como da das de dela dele do dos e é ela ele em era essa esse esta está este eu foi há isso isto " +
    "já lhe mais mas me meu minha muito na nas no nos num numa o onde os ou para pela pelo por porque posso pode qual " +
    "quando que quem se seu sou sua são também tem um uma você",
  nl:
    "aan al als bij ben bent dan dat de deze die dit door een en er haar had heb hebben heeft het hij hoe hun ik in is " +
    "je jij jullie kan kunnen maar me mij mijn met na naar nog of om ons onze ook op over te tot uit u uw van voor waar " +
    "waarom wanneer was wat we wel welke wie wij worden wordt ze zich zij zijn zo zou",
};

/** ISO 639-1 codes of the languages that have a list of function words here. */
export type Language = keyof typeof FUNCTION_WORDS;

export const LANGUAGES = Object.keys(FUNCTION_WORDS) as readonly Language[];

const sets = new Map<Language, ReadonlySet<string>>();

/** The function words of one language, split at first use. */
export function functionWordsOf(language: Language): ReadonlySet<string> {
  const known = sets.get(language);
  if (known !== undefined) return known;
  const words = wordSet(FUNCTION_WORDS[language]);
  sets.set(language, words);
  return words;
}
