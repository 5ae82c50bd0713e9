// @ts-check
/** The steps of a case, drawn from the rows of its public records and from nothing else. */

/** @typedef {import("../search/types").Row} Row */
/** @typedef {import("./types").Article} Article */
/** @typedef {import("./types").Step} Step */
/** @typedef {import("./types").StepKind} StepKind */
/** @typedef {import("./types").StepRecord} StepRecord */

const DAY = /^\d{4}-\d{2}-\d{2}(?![^T])/;

/**
 * What the records of a case tell, oldest first and undated last. Records that print the same (kind, day, court, case
 * number) stand in one step, so a step goes with the last of them and leaves no trace in the others.
 *
 * @param {Row[]} rows in any order @param {StepKind[]} kinds in the order of one day @returns {Step[]}
 */
export function stepsOf(rows, kinds) {
  /** @type {Map<string, Step>} */
  const steps = new Map();
  for (const kind of kinds) {
    for (const row of rows.filter((one) => kind.datasets.includes(one.dataset) && (!kind.needs || one[kind.needs]))) {
      const key = JSON.stringify([kind.kind, dayOf(row, kind), row.court_code, row.case_number]);
      const step = steps.get(key) ?? emptyStep(row, kind);
      step.records.push({ row, facts: factsOf(row, kind) });
      steps.set(key, step);
    }
  }
  for (const { records } of steps.values()) records.sort(byName);
  const order = kinds.map(({ kind }) => kind);
  return [...steps.values()].sort((left, right) => compare(placeOf(left, order), placeOf(right, order)));
}

/** @param {Article[]} articles @param {string} day @returns {Article[]} in force on it; none of an unknown day */
export const inForce = (articles, day) => articles.filter(({ since, until }) => day && since <= day && (!until || day <= until));

/** @param {Row} row @param {StepKind} kind @returns {Step} */
function emptyStep(row, kind) {
  const day = dayOf(row, kind);
  return {
    kind: kind.kind,
    title: kind.title,
    day,
    court: row.court_name ?? "",
    caseNumber: row.case_number ?? "",
    records: [],
    articles: inForce(kind.articles, day),
  };
}

/** @param {Row} row @param {StepKind} kind @returns {string} "" of what is no day */
const dayOf = (row, { day }) => DAY.exec(String(row[day] ?? ""))?.[0] ?? "";

/** @param {Row} row @param {StepKind} kind @returns {StepRecord["facts"]} */
function factsOf(row, { facts }) {
  return facts.filter(([column]) => row[column]).map(([column, label]) => [label, String(row[column])]);
}

/** @param {Step} step @param {string[]} order of kinds @returns {string[]} */
const placeOf = (step, order) => [step.day || "9", String(order.indexOf(step.kind)).padStart(2, "0"), step.court, step.caseNumber];

/** @param {StepRecord} left @param {StepRecord} right */
const byName = ({ row: left }, { row: right }) => compare(named(left), named(right));

/** @param {Row} row @returns {string[]} */
const named = (row) => [row.dataset, row.party_name ?? row.title ?? "", row.id];

/** @param {string[]} left @param {string[]} right @returns {number} */
function compare(left, right) {
  const at = left.findIndex((part, place) => part !== right[place]);
  return at < 0 ? 0 : left[at] < right[at] ? -1 : 1;
}
