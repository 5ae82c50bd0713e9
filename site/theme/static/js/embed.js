// @ts-check
/**
 * `?embed`: the page inside another page's frame. The stylesheet takes the site's frame away, and shows nothing at all
 * where the notice is gone; links open outside. `?embed=open`: a list without what is over.
 */

const asked = new URLSearchParams(location.search).get("embed");
if (asked !== null) {
  document.documentElement.dataset.embed = asked;
  for (const link of document.querySelectorAll("main a[href], .trial a")) {
    link.setAttribute("target", "_blank");
    link.setAttribute("rel", "noopener noreferrer");
  }
}
