// @ts-check
"use strict";

/* What this browser remembers of a review, by the batch's digest: another night begins anew. */

const ReviewStore = (() => {
  const digest = document.body.dataset.digest ?? "";
  const NAMES = { checked: `review.${digest}.checked`, decided: `review.${digest}.decided`, keys: "review.keys" };

  /** @param {string} name */
  function read(name) {
    try {
      return JSON.parse(localStorage.getItem(name) ?? "null");
    } catch {
      return null;
    }
  }

  /** @param {string} name @param {unknown} value */
  function write(name, value) {
    try {
      localStorage.setItem(name, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  }

  return {
    digest,
    /** @returns {Set<string>} */
    checked: () => new Set(read(NAMES.checked) ?? []),
    /** @param {Set<string>} checked */
    keepChecked: (checked) => write(NAMES.checked, [...checked]),
    /** @returns {Record<string, string>} */
    decided: () => read(NAMES.decided) ?? {},
    /** @param {Record<string, string>} decided */
    keepDecided: (decided) => write(NAMES.decided, decided),
    hasKeys: () => read(NAMES.keys) !== false,
    /** @param {boolean} isOn */
    keepKeys: (isOn) => write(NAMES.keys, isOn),
  };
})();
