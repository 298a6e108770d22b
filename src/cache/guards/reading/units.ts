import { bySpelling } from "./tokens.js";

/** Each line has the spellings of one unit, beginning with its name. */
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

/** Units that are multiples of one another, as multiples of the first: `2 weeks` are `14 days`. */
const SCALES: readonly Readonly<Record<string, number>>[] = [
  { s: 1, ms: 0.001, min: 60, h: 3_600, day: 86_400, week: 604_800 },
  { month: 1, year: 12 },
  { m: 1, mm: 0.001, cm: 0.01, km: 1_000 },
  { g: 1, mg: 0.001, kg: 1_000 },
  { l: 1, ml: 0.001 },
];

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

/** What a unit is a multiple of, and how often; undefined for a unit that is no multiple of another one. */
export function scaleOf(
  unit: string | undefined,
): { readonly of: number; readonly times: number } | undefined {
  if (unit === undefined) return undefined;
  for (const [of, scale] of SCALES.entries()) if (unit in scale) return { of, times: scale[unit]! };
  return undefined;
}
