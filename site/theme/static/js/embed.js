// @ts-check
/**
 * `?embed`: the page inside another page's frame. The stylesheet takes the site's frame away, and shows nothing at all
 * where the notice is gone; links open outside.
 */

if (new URLSearchParams(location.search).has("embed")) {
  document.documentElement.dataset.embed = "";
  for (const link of document.querySelectorAll("main a[href], .trial a")) {
    link.setAttribute("target", "_blank");
    link.setAttribute("rel", "noopener noreferrer");
  }
}
