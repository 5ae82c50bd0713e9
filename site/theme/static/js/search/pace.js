// @ts-check
/**
 * The pace of requests: below what the shipped web servers allow an address (deploy/nginx), so that a long check is never
 * turned away; a server that turns one away gets patience from all requests of the page.
 */

const A_SECOND = 8;
const AT_ONCE = 100;
const GAP = 1000 / A_SECOND;
const LONGEST = 30;
let free = 0; // when as many as AT_ONCE may go again

/** @param {number} milliseconds @returns {Promise<void>} */
export const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** @returns {Promise<void>} when the next request may go */
export async function turn() {
  const now = Date.now();
  free = Math.max(free, now) + GAP;
  const wait = free - now - AT_ONCE * GAP;
  if (wait > 0) await sleep(wait);
}

/** Nobody goes before the server wants, and then one by one. @param {string | null} [asked] seconds, of the header Retry-After */
export function rest(asked) {
  free = Math.max(free, Date.now() + Math.min(Number(asked) || 0, LONGEST) * 1000 + AT_ONCE * GAP);
}
