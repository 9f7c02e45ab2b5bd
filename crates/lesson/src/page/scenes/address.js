/** What the page's address says: `#place&key=value&...`. */
const address = {
  read() {
    const decoded = (text = "") => {
      try {
        return decodeURIComponent(text);
      } catch {
        return "";
      }
    };
    const [place, ...pairs] = location.hash.slice(1).split("&");
    return { place, values: Object.fromEntries(pairs.map((pair) => pair.split(/=(.*)/s).slice(0, 2).map(decoded))) };
  },
  /** The fragment for a place and some values. */
  of(place, values) {
    const pairs = Object.entries(values).map(([key, value]) => `&${key}=${encodeURIComponent(value).replaceAll("%2C", ",").replaceAll("%3B", ";")}`);
    return `#${place}${pairs.join("")}`;
  },
  /** The scene that it speaks of: the last that was touched. */
  owner: undefined,
  /** Shows it in the browser's address bar, a moment after the last change. */
  show(fragment) {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => history.replaceState(null, "", fragment), 250);
  },
};

/** The random numbers that the page shows. */
const numbers = {
  chosen: () => {
    const input = document.querySelector('input[name="stream"]:checked');
    return { source: input?.value ?? "numpy", seed: Number(input?.dataset.seed ?? 42) };
  },
  /** What stands in the address: nothing for those that the page opens with. */
  values() {
    const { source } = this.chosen();
    const first = document.querySelector('input[name="stream"][checked]')?.value;
    return source === first ? {} : { numbers: source };
  },
};
