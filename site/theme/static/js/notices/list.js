// @ts-check
/** On lists of notices: how each stands; the markup of the frame to copy. */
import { offerCopies } from "../copy.js";
import { keepStates } from "./show.js";

keepStates(document);
offerCopies(document);
