import { bySpelling } from "./tokens.js";

/** Each line has the spellings of one unit, beginning with its name. Units are not converted: 60 minutes and 1 hour may be different questions. */
const SPELLINGS = [
  "s sec secs second seconds",
  "min mins minute minutes",
  "h hr hrs hour hours",
  "day days",
  "week weeks wk wks",
  "month months",
  "year years yr yrs",
  "ms millisecond milliseconds",
  "mm millimeter millimeters millimetre millimetres",
  "cm centimeter centimeters centimetre centimetres",
  "m meter meters metre metres",
  "km kilometer kilometers kilometre kilometres kms",
  "inch inches",
  "ft foot feet",
  "yard yards yd yds",
  "mile miles mi",
  "mph",
  "kph kmh",
  "mg milligram milligrams",
  "g gram grams",
  "kg kilo kilos kilogram kilograms kgs",
  "oz ounce ounces",
  "lb lbs pound pounds",
  "stone stones",
  "ml milliliter milliliters millilitre millilitres",
  "l liter liters litre litres",
  "cup cups",
  "tbsp tablespoon tablespoons",
  "tsp teaspoon teaspoons",
  "gallon gallons gal",
  "kb kilobyte kilobytes",
  "mb megabyte megabytes",
  "gb gigabyte gigabytes gigs gig",
  "tb terabyte terabytes",
  "% percent pct prozent procent",
  "° degree degrees",
  "celsius",
  "fahrenheit",
  "usd dollar dollars bucks",
  "eur euro euros",
  "gbp quid",
  "cent cents",
  "jpy yen",
  "inr rupee rupees",
  "watt watts",
  "kw kilowatt kilowatts",
  "kwh",
  "volt volts",
  "calorie calories kcal",
];

const SYMBOLS: Readonly<Record<string, string>> = {
  $: "usd",
  "€": "eur",
  "£": "gbp",
  "¥": "jpy",
  "₹": "inr",
  "%": "%",
  "°": "°",
};

let unitNames: ReadonlyMap<string, string> | undefined;

/** The unit that a word (lower case) names, or undefined. */
export function unitOf(word: string): string | undefined {
  unitNames ??= bySpelling(SPELLINGS);
  return unitNames.get(word);
}

/** The unit of a sign that stands right before or after a number, or undefined. */
export function unitOfSymbol(sign: string): string | undefined {
  return SYMBOLS[sign];
}
