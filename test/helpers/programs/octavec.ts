/** The program `octavec`, bundled, because it starts in a tenth of the time then. */
import "../../../src/cli/octavec.js";
