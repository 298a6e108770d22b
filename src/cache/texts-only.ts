import type { CacheObserver } from "./contract/index.js";
import type { IdentifiedRequest } from "./question/index.js";

/**
 * The observer of a decision policy, which decides on texts and hears of questions that are texts. Vectors of images, for example,
 * would look like a drift to it.
 */
export function ofTexts(observer: CacheObserver): CacheObserver {
  return {
    lookedUp: (event) => {
      if (isText(event)) observer.lookedUp?.(event);
    },
    stored: (event) => {
      if (isText(event)) observer.stored?.(event);
    },
    shared: (event) => {
      if (isText(event)) observer.shared?.(event);
    },
    embedded: (event) => observer.embedded?.(event),
    judged: (event) => observer.judged?.(event),
    foundDead: (count) => observer.foundDead?.(count),
    flushed: () => observer.flushed?.(),
    cleared: () => observer.cleared?.(),
  };
}

function isText({ identity }: { readonly identity: IdentifiedRequest | undefined }): boolean {
  return identity?.media === undefined;
}
