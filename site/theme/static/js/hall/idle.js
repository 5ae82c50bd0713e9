// @ts-check
/** Ends a session that nobody touches: a countdown that says so, which any touch or key stops. */

const SIGNS = ["pointerdown", "pointermove", "click", "keydown", "wheel", "input"];
const IDLE_SECONDS = 60;
const COUNTED_SECONDS = 15;

/** @typedef {{counting(seconds: number): void, stopped(): void, over(): void}} Told */

export class Idle {
  /** @type {number | undefined} */
  #ticking;
  #since = 0;
  #isCounting = false;

  /** @param {HTMLElement} bar where the countdown stands @param {Told} told */
  constructor(bar, told) {
    this.told = told;
    // A finger on the bar: it must stay until the click, or that would hit what lies below it.
    const isOnBar = (/** @type {Event} */ { type, target }) => type.startsWith("pointer") && target instanceof Node && bar.contains(target);
    for (const sign of SIGNS) addEventListener(sign, (event) => this.touched(isOnBar(event)), { capture: true, passive: true });
  }

  /** Somebody is there: count from here on. */
  begin() {
    this.#since = performance.now();
    this.#ticking ??= setInterval(() => this.#tick(), 1000);
  }

  /** Nobody needs to be waited for. */
  end() {
    clearInterval(this.#ticking);
    this.#ticking = undefined;
    this.#stop();
  }

  /** @param {boolean} isOnBar */
  touched(isOnBar) {
    this.#since = performance.now();
    if (!isOnBar) this.#stop();
  }

  #stop() {
    if (this.#isCounting) this.told.stopped();
    this.#isCounting = false;
  }

  #tick() {
    const left = IDLE_SECONDS - Math.floor((performance.now() - this.#since) / 1000);
    if (left <= 0) {
      this.told.over();
    } else if (left <= COUNTED_SECONDS) {
      this.#isCounting = true;
      this.told.counting(left);
    }
  }
}
