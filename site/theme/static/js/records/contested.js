// @ts-check
/** A record that somebody contests, on its way to the form: in the fragment of the address, which no server is sent. */

/** @typedef {{record: string, list: string, title: string, name: string, court: string, case: string}} Contested */

const FIELDS = /** @type {(keyof Contested)[]} */ (["record", "list", "title", "name", "court", "case"]);
const LONGEST = 300;

/** @param {import("../search/types").Row} row @param {string} list its title @param {URL} page of the form @returns {string} */
export function contestAddress(row, list, page) {
  const told = [row.id, row.dataset, list, row.party_name ?? row.title, row.court_name, row.case_number];
  const address = new URL(page);
  address.hash = FIELDS.map((name, at) => `${name}=${encodeURIComponent(told[at] ?? "")}`).join("&");
  return address.href;
}

/** @param {string} fragment @returns {Contested | null} null where it names no record */
export function contestedIn(fragment) {
  const given = new URLSearchParams(fragment.slice(1).replace(/\+/g, "%2B"));
  const told = FIELDS.map((name) => [name, (given.get(name) ?? "").slice(0, LONGEST)]);
  return given.get("record") ? /** @type {Contested} */ (Object.fromEntries(told)) : null;
}
