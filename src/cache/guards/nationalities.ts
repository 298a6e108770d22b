import { bySpelling } from "./reading/tokens.js";

/** A country, then its adjective and its people, where a longer common beginning does not show that they belong together. */
const SPELLINGS = [
  "america american americans us usa",
  "britain british uk briton britons",
  "carthage carthaginian carthaginians",
  "china chinese",
  "denmark danish dane danes",
  "england english",
  "europe european europeans eu",
  "finland finnish finn finns",
  "france french",
  "germany german germans",
  "greece greek greeks",
  "holland netherlands dutch",
  "ireland irish",
  "japan japanese",
  "mexico mexican mexicans",
  "norway norwegian norwegians",
  "peru peruvian peruvians",
  "poland polish pole poles",
  "portugal portuguese",
  "rome roman romans",
  "scotland scottish scot scots",
  "spain spanish spaniard spaniards",
  "sweden swedish swede swedes",
  "switzerland swiss",
  "thailand thai",
  "turkey turkish turk turks",
  "ukraine ukrainian ukrainians",
  "vietnam vietnamese",
  "wales welsh",
];

let countries: ReadonlyMap<string, string> | undefined;

/** The country that a word (lower case) names or comes from; the word itself if it is not in the table. */
export function countryOf(word: string): string {
  countries ??= bySpelling(SPELLINGS);
  return countries.get(word) ?? word;
}
