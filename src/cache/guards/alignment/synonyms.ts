import type { Language } from "../../../text/index.js";
import { SYNONYM_LINES } from "./synonym-table.js";
import { englishStem, otherStem } from "./word-forms.js";

/** Meanings of everyday questions that WordNet does not have, or has too far down its lists. */
const EVERYDAY: Readonly<Record<Language, readonly string[]>> = {
  en: [
    "buy purchase get order acquire",
    "delete remove erase clear",
    "cancel end terminate stop quit",
    "change modify edit alter update switch",
    "repair fix mend",
    "show display list view see",
    "begin start",
    "end finish stop",
    "close shut",
    "disable deactivate block",
    "enable activate allow",
    "return refund",
    "shop store",
    "movie film",
    "flat apartment",
    "car auto automobile",
    "phone mobile smartphone cellphone telephone",
    "laptop notebook",
    "computer pc",
    "fridge refrigerator",
    "parcel package",
    "booking reservation",
    "book reserve",
    "doctor physician",
    "photo picture image photograph",
    "kid child",
    "adult grownup",
    "employee worker staff",
    "boss employer manager",
    "salary pay wage earnings",
    "earn make",
    "cost price charge fee expensive",
    "bill invoice",
    "discount reduction rebate",
    "voucher coupon",
    "quick fast rapid",
    "big large",
    "small little",
    "safe harmless",
    "dangerous harmful toxic poisonous",
    "sick ill",
    "harm hurt damage",
    "broken defective faulty",
    "wrong incorrect",
    "right correct",
    "movie film",
    "ship deliver send dispatch shipping delivery",
    "arrive come",
    "forget lose",
    "sofa couch",
    "holiday vacation",
    "trousers pants",
    "lift elevator",
    "autumn fall",
    "pram stroller",
    "rug carpet",
    "paper document",
    "rule regulation law",
    "contract agreement",
    "firm company business",
    "country state nation",
    "train training exercise",
    "tyre tire",
    "road street",
    "rent lease",
    "renter tenant",
    "landlord owner",
    "suitable right good suited",
    "suggest recommend propose",
    "allowed permitted legal",
    "cure treat heal",
    "symptom sign",
    "medicine drug medication",
    "illness disease sickness",
    "drip leak leaky",
    "noisy loud noise",
    "pair match go",
    "schedule timetable",
    "store keep",
    "summary summarize",
    "speak talk",
    "work run function operate",
    "join concatenate combine merge",
    "insert add append",
    "use using utilize",
    "teen teenager",
    "usual typical average normal",
    "entire whole complete full",
    "needed required necessary need",
  ],
  de: [
    "löschen entfernen",
    "handy smartphone mobiltelefon",
    "laden geschäft",
    "auto wagen",
    "kaufen bestellen",
    "ändern wechseln",
    "beginnen anfangen starten",
    "beenden kündigen stornieren",
    "geöffnet offen auf",
    "paket sendung",
    "rechnung faktura",
    "arzt doktor",
    "student studierende",
    "rabatt nachlass",
    "computer pc rechner",
  ],
  fr: [
    "effacer supprimer enlever",
    "portable mobile téléphone",
    "voiture auto",
    "acheter commander",
    "changer modifier",
    "commencer débuter",
    "annuler résilier",
    "remise réduction rabais",
    "colis paquet",
    "médecin docteur",
    "facture note",
  ],
  es: [
    "borrar eliminar quitar",
    "móvil celular teléfono",
    "coche carro auto",
    "comprar pedir",
    "cambiar modificar",
    "empezar comenzar",
    "cancelar anular",
    "descuento rebaja",
    "médico doctor",
    "ordenador computadora",
    "tele televisor televisión",
  ],
  it: [
    "cancellare eliminare rimuovere",
    "cellulare telefono telefonino",
    "macchina auto",
    "comprare acquistare",
    "cambiare modificare",
    "iniziare cominciare",
    "annullare disdire",
    "sconto riduzione",
    "medico dottore",
    "pacco plico",
  ],
  pt: [
    "apagar eliminar remover excluir",
    "celular telefone telemóvel",
    "carro automóvel",
    "comprar adquirir",
    "mudar alterar trocar",
    "começar iniciar",
    "cancelar anular",
    "desconto redução",
    "médico doutor",
    "senha palavra-passe",
  ],
  nl: [
    "verwijderen wissen",
    "mobiel telefoon gsm",
    "winkel zaak",
    "auto wagen",
    "kopen bestellen",
    "veranderen wijzigen",
    "beginnen starten",
    "annuleren opzeggen",
    "korting reductie",
    "dokter arts",
    "pakket pakje",
  ],
};

const tables = new Map<Language, ReadonlyMap<string, readonly number[]>>();

/** Whether two stems have a common meaning in the table of their language. */
export function areSynonyms(a: string, b: string, language: Language): boolean {
  const table = tableOf(language);
  const ours = table.get(a);
  const theirs = ours === undefined ? undefined : table.get(b);
  return ours !== undefined && theirs !== undefined && ours.some((meaning) => theirs.includes(meaning));
}

/** From each stem to the numbers of its meanings. Built at first use: a few milliseconds. */
function tableOf(language: Language): ReadonlyMap<string, readonly number[]> {
  const known = tables.get(language);
  if (known !== undefined) return known;
  const stemOf = language === "en" ? englishStem : otherStem;
  const lines = language === "en" ? [...EVERYDAY.en, ...SYNONYM_LINES.split("\n")] : EVERYDAY[language];
  const table = new Map<string, number[]>();
  for (const [meaning, line] of lines.entries()) {
    for (const word of line.split(" ")) {
      const stem = stemOf(word);
      const meanings = table.get(stem);
      if (meanings === undefined) table.set(stem, [meaning]);
      else meanings.push(meaning);
    }
  }
  tables.set(language, table);
  return table;
}
