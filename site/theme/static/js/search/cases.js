// @ts-check
/** The case numbers by which a timeline is asked for. */

import { caseForm } from "./analyzer.js";
import { casesIn } from "./case_numbers.js";

const CASE =
  /^\([0-9]{4}\)(?=[\u4e00-\u9fff0-9]{0,24}执)[\u4e00-\u9fff]{1,12}(?:[0-9]{1,4}[\u4e00-\u9fff]{1,8})?[0-9]{1,7}号$/;
const MOST_CASES = 20;

/**
 * @param {string} [text] may hold a name or a person's number
 * @returns {string} the case numbers in it, as they are printed, and nothing else; "" without any
 */
export function readCases(text = "") {
  const cases = casesIn(caseForm(text)).filter((key) => CASE.test(key));
  return cases.slice(0, MOST_CASES).map((key) => key.replace("(", "（").replace(")", "）")).join("、");
}
