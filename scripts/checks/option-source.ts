import type { OptionFacts } from "./option-facts.js";

/** One options object in a table. */
export interface OptionSource {
  /** The interface that declares the options. Their doc comments are the meanings. */
  interface: string;
  /** Where ranges and defaults come from. Without it, from the doc comments. */
  facts?: OptionFacts;
  /** The table has only these top-level options, because another table has the others. */
  only?: readonly string[];
  /** The table lacks these top-level options, because another table has them. */
  except?: readonly string[];
  /** The call with these options, if the table has the options of several calls. */
  call?: string;
}
