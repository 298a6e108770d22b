import { type Language, wordSet } from "../../../text/index.js";

/** Words that are left out of the frame, too: two questions may differ in them and ask the same. */
const ARTICLES: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: wordSet(
    "a an the my your our their his her its this that these those please any some so also too very really there s",
  ),
  de: wordSet(
    "der die das den dem des ein eine einen einem einer eines mein meine meinen meinem meiner dein deine bitte denn",
  ),
  fr: wordSet(
    "le la les l un une des de d du mon ma mes ton ta tes votre vos notre nos ce cette ces s'il il t",
  ),
  es: wordSet("el la los las un una unos unas mi mis tu tus su sus este esta ese esa por favor"),
  it: wordSet("il lo la i gli le l un uno una mio mia miei mie tuo tua questo questa per favore"),
  pt: wordSet("o a os as um uma meu minha meus minhas seu sua este esta por favor"),
  nl: wordSet("de het een mijn jouw je uw deze dit die dat graag alstublieft"),
};
/** Words without a meaning of their own. They make up the frame of a question. */
const EMPTY: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: wordSet(
    "i me you we us they them he she him it who whom whose what which when where why how is are am was were be been being do " +
      "does did done doing have has had having can could will would shall should may might must need ought to of in on at by for with from " +
      "into onto as than then if and or but not no about through out up down off over under above below after before during until till " +
      "since while within between per via against around than more most less least there here one don doesn didn isn " +
      "aren can't cannot without not never because just yet still ever much many such own same other let lets let's ok okay hi hello hey thanks",
  ),
  de: wordSet(
    "ich du er sie es wir ihr mich mir dich dir uns wer was wie wo wann warum welche welcher welches welchen wenn ist sind bin war waren hat haben habe " +
      "kann können darf dürfen muss müssen soll will möchte wird werden zu zum zur von vom in im ins an am auf aus bei mit nach für über unter vor " +
      "um und oder aber nicht kein keine keinen man gibt es dass als auch so da ohne nie durch ab bis sich viel wie",
  ),
  fr: wordSet(
    "je tu il elle nous vous ils elles on me te se qui que quoi quel quelle quels quelles comment où quand pourquoi combien est sont a ai as ont " +
      "être avoir peut peux puis doit dois faut faire fait fais à au aux en dans sur sous pour par avec sans et ou mais ne n pas plus moins y qu c " +
      "j m est-ce ce si était suis va y-a t jamais dont lorsque",
  ),
  es: wordSet(
    "yo tú él ella nosotros ellos me te se lo le nos que qué quién cuál cuáles cómo dónde cuándo cuánto cuántos cuánta es son está están era hay he ha " +
      "puedo puede debo debe tengo tiene a al de del en con sin por para y o pero no si nunca más menos hace hacer ser estar",
  ),
  it: wordSet(
    "io tu lui lei noi voi loro mi ti si ci che chi cosa quale quali qual come dove quando quanto quanti perché è sono era ho ha hai posso può devo deve " +
      "a al alla alle ai allo all di del della dei d da dal dalla in nel nella con senza per su sul e o ma non mai più meno se c'è c fare essere",
  ),
  pt: wordSet(
    "eu você ele ela nós vocês eles me te se lhe que quem qual quais como onde quando quanto quantos por porque é são está era há tenho tem posso pode " +
      "devo deve de do da dos das em no na nos nas com sem para e ou mas não nunca mais menos se fazer ser estar ao à às",
  ),
  nl: wordSet(
    "ik jij je u hij zij ze wij we jullie mij me wie wat welke welk hoe waar wanneer waarom hoeveel is zijn was ben heb heeft hebben kan kunnen mag moet " +
      "wil er aan bij in naar op te tot uit van voor met zonder om en of maar niet geen nooit als ook zo door over onder na dan wordt",
  ),
};
/** English words that carry little: a question may have one more of them and ask the same. */
const LIGHT = wordSet(
  "mine yours ours weigh weighs measure hear listen want wish like tell show give find know get see say explain describe list look mean way kind type sort thing something someone person people " +
    "place exactly actually currently today now good best please question answer information info detail help try use using make take go come put " +
    "happen occur work matter case time right possible able allowed permitted need required necessary city country company word number amount value " +
    "order name different particular certain certain general usually normally often possibly maybe quickly easily properly correctly simply " +
    "free available new current own main various step method process option reason cause purpose difference example meaning definition " +
    "would could start begin done being existing there's that's what's i'm i've got wondering curious hour day am pm second minute " +
    "you'd i'd let's does it's me myself yourself still back again together instead both ones part item shop store website site",
);
/** The same for the other languages. */
const LIGHT_ELSEWHERE: Readonly<Record<Exclude<Language, "en">, ReadonlySet<string>>> = {
  de: wordSet(
    "geht gehen brauche brauchen machen mache finde bekomme zeige sag erkläre heißt bedeutet person leute personen möglich wort jetzt tun reservieren antworte",
  ),
  fr: wordSet(
    "voudrais veux souhaite montre dis donne trouve explique mot personne personnes possible maintenant fera besoin aller réserver réponds",
  ),
  es: wordSet(
    "quiero quisiera necesito muestra dime dame encuentro explica palabra persona personas posible ahora llama reservar responde",
  ),
  it: wordSet(
    "voglio vorrei serve mostra dimmi dammi trovo spiega parola persona persone possibile adesso chiama prenotare rispondi",
  ),
  pt: wordSet(
    "quero queria preciso mostre diga dê encontro explique palavra pessoa pessoas possível agora chama reservar responda",
  ),
  nl: wordSet(
    "wil graag nodig toon zeg geef vind leg uit woord mens mensen mogelijk nu heet reserveren antwoord",
  ),
};

export function isArticle(word: string, language: Language): boolean {
  return ARTICLES[language].has(word);
}

export function isEmpty(word: string, language: Language): boolean {
  return EMPTY[language].has(word);
}

export function isLight(word: string, language: Language): boolean {
  return language === "en" ? LIGHT.has(word) : LIGHT_ELSEWHERE[language].has(word);
}
