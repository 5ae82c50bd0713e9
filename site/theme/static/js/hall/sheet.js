// @ts-check
/**
 * Pages of the site as parts of the page: read, and tamed. Nothing in them leaves: a link to another page of the site becomes a
 * button, every other link its text; forms, scripts, downloads and what is there for a desk goes.
 */

/** Folders whose pages are read here. What needs a script of its own is not among them. */
const READ = ["notices", "courts", "guidelines", "enforcement-guide", "scope", "rules", "about", "privacy"];
const GONE = "script, style, link, meta, template, form, input, select, textarea, button, noscript, iframe, object, " +
  "embed, audio, video, [hidden], .crumbs, .no-embed, .needs-script, .provinces, .copy, .anchor, .follow, .document-tools, .asof-line, .embed-source";

/** A page that cannot be had now; "gone" where the site says that there is none. */
export class NoPage extends Error {
  /** @param {"gone" | "unreachable"} name */
  constructor(name) {
    super(name);
    this.name = name;
  }
}

/**
 * @param {URL} address @param {URL} root @param {AbortSignal} signal
 * @returns {Promise<Element[]>} what stands in the page
 * @throws {NoPage}
 */
export async function readSheet(address, root, signal) {
  const answer = await fetch(address, { cache: "no-cache", credentials: "omit", signal }).catch((problem) => {
    throw signal.aborted ? problem : new NoPage("unreachable");
  });
  if (!answer.ok && answer.status !== 410) throw new NoPage(answer.status === 404 ? "gone" : "unreachable");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = page.querySelector("main");
  if (!main) throw new NoPage("unreachable");
  for (const one of main.querySelectorAll(GONE)) one.remove();
  tame(main, address, root);
  return [...main.children].map((one) => document.importNode(one, true));
}

/** Put something in the place of every link. @param {Element} part @param {URL} address what they are relative to @param {URL} root of the site */
export function tame(part, address, root) {
  for (const link of part.querySelectorAll("a")) link.replaceWith(...standIn(link, address, root));
}

/** @param {HTMLAnchorElement} link @param {URL} address @param {URL} root @returns {Node[]} */
function standIn(link, address, root) {
  const target = parsed(link.getAttribute("href") ?? "", address);
  const inner = [...link.childNodes];
  const where = target && pathOf(target, root);
  if (where !== null && target) return [button(link, "kioskOpen", where + target.hash)];
  const text = element(link, "span");
  text.append(...inner);
  const isOther = target && /^https?:$/.test(target.protocol) && target.origin !== root.origin;
  return isOther ? [text, told(`（网址 ${target.host}${target.pathname.replace(/\/$/, "")}，请用手机访问）`)] : [text];
}

/** @param {URL} target @param {URL} root @returns {string | null} its address below the root, if it is a page that is read here */
export function pathOf(target, root) {
  if (target.origin !== root.origin || !target.pathname.startsWith(root.pathname)) return null;
  const path = target.pathname.slice(root.pathname.length).replace(/index\.html$/, "");
  return READ.includes(path.split("/")[0]) && path.endsWith("/") ? path : null;
}

/** @param {Element} link @param {string} name @param {string} value */
function button(link, name, value) {
  const made = element(link, "button");
  made.setAttribute("type", "button");
  made.dataset[name] = value;
  made.classList.add("kiosk-link");
  made.append(...link.childNodes);
  return made;
}

/** @param {Element} link @param {string} tag */
function element(link, tag) {
  const made = link.ownerDocument.createElement(tag);
  made.className = link.className;
  made.classList.remove("button", "onward");
  return made;
}

/** @param {string} text */
function told(text) {
  const made = document.createElement("span");
  made.className = "kiosk-address";
  made.textContent = text;
  return made;
}

/** @param {string} href @param {URL} address */
function parsed(href, address) {
  try {
    return new URL(href, address);
  } catch {
    return null;
  }
}
