import type { Language } from "../../../text/index.js";

/** Meanings of everyday questions that WordNet does not have, or has too far down its lists. */
export const EVERYDAY_SYNONYMS: Readonly<Record<Language, readonly string[]>> = {
  en: groups(
    "buy purchase get order acquire, delete remove erase clear, cancel end terminate stop quit, " +
      "change modify edit alter update switch, repair fix mend, show display list view see, begin start, " +
      "end finish stop, close shut, disable deactivate block, enable activate allow, return refund, " +
      "shop store, movie film, flat apartment, car auto automobile, " +
      "phone mobile smartphone cellphone telephone, laptop notebook, computer pc, fridge refrigerator, " +
      "parcel package, booking reservation, book reserve, doctor physician, " +
      "photo picture image photograph, kid child, adult grownup, employee worker staff, " +
      "boss employer manager, salary pay wage earnings, earn make, cost price charge fee expensive, " +
      "bill invoice, discount reduction rebate, voucher coupon, quick fast rapid, big large, " +
      "small little, safe harmless, dangerous harmful toxic poisonous, sick ill, harm hurt damage, " +
      "broken defective faulty, wrong incorrect, right correct, " +
      "ship deliver send dispatch shipping delivery, arrive come, forget lose, sofa couch, " +
      "holiday vacation, trousers pants, lift elevator, autumn fall, pram stroller, rug carpet, " +
      "paper document, rule regulation law, contract agreement, firm company business, " +
      "country state nation, train training exercise, tyre tire, road street, rent lease, renter tenant, " +
      "landlord owner, suitable right good suited, suggest recommend propose, allowed permitted legal, " +
      "cure treat heal, symptom sign, medicine drug medication, illness disease sickness, " +
      "drip leak leaky, noisy loud noise, pair match go, schedule timetable, store keep, " +
      "summary summarize, speak talk, work run function operate, join concatenate combine merge, " +
      "insert add append, use using utilize, teen teenager, usual typical average normal, " +
      "entire whole complete full, needed required necessary need, lower reduce decrease cut, " +
      "electricity power, late delayed, renew extend prolong, old used secondhand, " +
      "cover include contain, answer reply respond, ask inquire, fast express, " +
      "cheap inexpensive affordable, expensive dear costly pricey, happy glad, error mistake fault, " +
      "problem issue trouble, fail crash, help support assist, customer client, user member, " +
      "account profile, password passcode, address location, deadline due, instruction manual guide, " +
      "job position work, money cash funds, tax duty, ill unwell, tired exhausted weary, pain ache hurt, " +
      "baby infant newborn, dog puppy, cat kitten, meal food dish, recipe make cook prepare, cook boil, " +
      "sweet candy, cookie biscuit, rubbish garbage trash waste, petrol gas gasoline, truck lorry, " +
      "motorway highway freeway, station stop, luggage baggage, journey trip travel, " +
      "plane airplane aircraft, subway underground metro, picture painting, song track, " +
      "author writer write, create make produce generate, build construct, choose select pick, " +
      "find locate, search look, save store keep, load open, hide conceal, copy duplicate, " +
      "send transmit, receive get obtain, call phone ring, message text, link connect, " +
      "connect pair attach, speed fast quick, test exam check, check verify confirm, difference differ, " +
      "advantage benefit pro, drawback disadvantage con downside, function method, string text, " +
      "array list, loop iterate, file document, folder directory, database db, javascript js, " +
      "typescript ts, python py, kubernetes k8s, postgres postgresql, application app program software, " +
      "tv television, ad advertisement, info information, max maximum, min minimum, " +
      "approx approximately about, vs versus, percent percentage, temperature temp, university college, " +
      "pupil student, teacher instructor, lawyer attorney solicitor, police cops, law legislation, " +
      "murder kill, war conflict, leader head, rich wealthy, poor needy, old elderly aged, " +
      "senior pensioner retiree, strong powerful, hard difficult tough, easy simple, " +
      "important significant, beautiful pretty, huge enormous giant, tiny minuscule, hot warm, " +
      "cold chilly",
  ),
  de: groups(
    "löschen entfernen, handy smartphone mobiltelefon, laden geschäft, auto wagen, kaufen bestellen, " +
      "ändern wechseln, beginnen anfangen starten, beenden kündigen stornieren, geöffnet offen auf, " +
      "paket sendung, rechnung faktura, arzt doktor, student studierende, rabatt nachlass, " +
      "computer pc rechner",
  ),
  fr: groups(
    "effacer supprimer enlever, portable mobile téléphone, voiture auto, acheter commander, " +
      "changer modifier, commencer débuter, annuler résilier, remise réduction rabais, colis paquet, " +
      "médecin docteur, facture note",
  ),
  es: groups(
    "borrar eliminar quitar, móvil celular teléfono, coche carro auto, comprar pedir, " +
      "cambiar modificar, empezar comenzar, cancelar anular, descuento rebaja, médico doctor, " +
      "ordenador computadora, tele televisor televisión",
  ),
  it: groups(
    "cancellare eliminare rimuovere, cellulare telefono telefonino, macchina auto, " +
      "comprare acquistare, cambiare modificare, iniziare cominciare, annullare disdire, " +
      "sconto riduzione, medico dottore, pacco plico",
  ),
  pt: groups(
    "apagar eliminar remover excluir, celular telefone telemóvel, carro automóvel, comprar adquirir, " +
      "mudar alterar trocar, começar iniciar, cancelar anular, desconto redução, médico doutor, " +
      "senha palavra-passe",
  ),
  nl: groups(
    "verwijderen wissen, mobiel telefoon gsm, winkel zaak, auto wagen, kopen bestellen, " +
      "veranderen wijzigen, beginnen starten, annuleren opzeggen, korting reductie, dokter arts, " +
      "pakket pakje",
  ),
};

function groups(list: string): readonly string[] {
  return list.split(", ");
}
