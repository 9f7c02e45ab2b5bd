const SVG = "http://www.w3.org/2000/svg";

function element(tag, attributes = {}, children = []) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** A circle, a triangle, a square: classes differ in shape, not in colour alone. */
const SHAPES = [
  (r) => `M${-r} 0A${r} ${r} 0 1 0 ${r} 0A${r} ${r} 0 1 0 ${-r} 0Z`,
  (r) => `M0 ${-1.25 * r}L${1.15 * r} ${0.85 * r}L${-1.15 * r} ${0.85 * r}Z`,
  (r) => `M${-0.9 * r} ${-0.9 * r}H${0.9 * r}V${0.9 * r}H${-0.9 * r}Z`,
];

/** Round numbers between two others, and how many decimals they have. */
function ticks([low, high], most) {
  if (!(high - low > 1e-12 * Math.max(Math.abs(low), Math.abs(high)))) return []; // no place between them
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((k) => k * power).find((step) => step >= rough * 0.999);
  const decimals = Math.max(0, -Math.floor(Math.log10(step * 1.0001)));
  const found = [];
  const from = Math.ceil(low / step - 1e-9);
  for (let i = 0; i < 50 && (from + i) * step <= high + step * 1e-9; i += 1) {
    const value = (from + i) * step;
    const isFar = decimals > 9 || Math.abs(value) >= 1e9;
    found.push([value, isFar ? String(Number(value.toPrecision(6))) : value.toFixed(decimals).replace(/^-(0\.?0*)$/, "$1")]);
  }
  return found;
}

/** A picture with two axes, in pixels of the screen, that is drawn again whenever something changes. */
class Plane {
  /** `ticks` stand for round numbers: `{ x: [[value, words], ...], y: [] }`. */
  constructor({ x, y, across, up, label, ratio = 0.72, ticks = {} }) {
    Object.assign(this, { x, y, across, up, ratio, ticks, layers: {} });
    this.canvas = element("canvas", { "aria-hidden": "true" });
    this.svg = document.createElementNS(SVG, "svg");
    this.svg.setAttribute("role", "group");
    this.svg.setAttribute("aria-label", label);
    this.box = element("div", { class: "plane" }, [this.canvas, this.svg]);
    this.clip = document.createElementNS(SVG, "clipPath");
    this.clip.id = `clip-${(Plane.made = (Plane.made ?? 0) + 1)}`;
    this.svg.append(this.clip);
    for (const name of ["axes", "lines", "marks", "words", "handles"]) this.layer(name);
    this.layer("lines").setAttribute("clip-path", `url(#${this.clip.id})`);
  }

  layer(name) {
    if (!this.layers[name]) {
      this.layers[name] = document.createElementNS(SVG, "g");
      this.layers[name].setAttribute("class", name);
      this.svg.append(this.layers[name]);
    }
    return this.layers[name];
  }

  /** Takes the size of its place on the page; says whether that has changed. */
  fit() {
    const width = Math.round(this.box.clientWidth);
    const most = this.box.closest(".projected") ? 0.42 * innerHeight : 0.62 * innerHeight + 80;
    this.isNarrow = width < 480;
    const height = Math.round(Math.min(width * (this.isNarrow ? Math.max(this.ratio, 0.85) : this.ratio), most));
    const letter = parseFloat(getComputedStyle(this.box).fontSize);
    if (width === this.width && height === this.height && letter === this.letter) return false;
    Object.assign(this, { width, height, letter });
    this.frame = { left: 3.9 * letter, top: 0.7 * letter, right: width - 0.8 * letter, bottom: height - 2.9 * letter };
    Object.assign(this.canvas.style, { width: `${width}px`, height: `${height}px` });
    this.svg.setAttribute("width", width);
    this.svg.setAttribute("height", height);
    return width > 0;
  }

  X(value) {
    const { left, right } = this.frame;
    return left + ((right - left) * (value - this.x[0])) / (this.x[1] - this.x[0]);
  }

  Y(value) {
    const { top, bottom } = this.frame;
    return bottom - ((bottom - top) * (value - this.y[0])) / (this.y[1] - this.y[0]);
  }

  /** The values where a pointer is. */
  at(event) {
    const { left, right, top, bottom } = this.frame;
    const box = this.svg.getBoundingClientRect();
    const part = (value, from, to) => Math.min(1, Math.max(0, (value - from) / (to - from)));
    const across = part(event.clientX - box.left, left, right);
    const up = part(event.clientY - box.top, bottom, top);
    return [this.x[0] + across * (this.x[1] - this.x[0]), this.y[0] + up * (this.y[1] - this.y[0])];
  }

  /** As many marks as there are items, each with its attributes. */
  marks(layer, tag, items, attributes) {
    const group = this.layer(layer);
    while (group.childElementCount > items.length) group.lastElementChild.remove();
    items.forEach((item, i) => {
      const mark = group.children[i] ?? group.appendChild(document.createElementNS(SVG, tag));
      for (const [name, value] of Object.entries(attributes(item, i))) mark.setAttribute(name, value);
    });
  }

  /** Points `{x, y, k}` of class k, or with another `ink`; those with `wrong` are crossed out. */
  points(items, r = 0.34, layer = "marks") {
    const size = r * this.letter;
    this.marks(layer, "path", items, ({ x, y, k, ink = `class-${k}`, wrong, faint, mistake }) => ({
      d: SHAPES[k % 3](size) + (wrong ? `M${-2 * size} ${-2 * size}L${2 * size} ${2 * size}M${2 * size} ${-2 * size}L${-2 * size} ${2 * size}` : ""),
      transform: `translate(${this.X(x).toFixed(2)} ${this.Y(y).toFixed(2)})`,
      class: `mark ${ink}${wrong ? " wrong" : ""}${faint ? " faint" : ""}${mistake ? " mistake" : ""}`,
    }));
  }

  /** Lines `{points: [[x, y], ...], ink}`, or several in one as `{segments: [points, ...], ink}`. */
  lines(items) {
    const path = (points) => points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${this.X(x).toFixed(2)} ${this.Y(y).toFixed(2)}`).join("");
    this.marks("lines", "path", items, ({ points, segments = [points], ink }) => ({
      d: segments.map(path).join(""),
      class: `line ${ink}`,
    }));
  }

  /** Words `{x, y, text, anchor, ink}`. */
  words(items) {
    const group = this.layer("words");
    this.marks("words", "text", items, ({ x, y, anchor = "middle", ink = "" }) => ({
      x: this.X(x), y: this.Y(y), "text-anchor": anchor, class: ink,
    }));
    items.forEach(({ text }, i) => (group.children[i].textContent = text));
  }

  /** Axes with round numbers. */
  axes() {
    const { left, right, top, bottom } = this.frame;
    const apart = ([value], i, all) => i === 0 || this.X(value) - this.X(all[i - 1][0]) > 2.6 * this.letter;
    const across = this.ticks.x?.filter((tick, i, all) => !this.isNarrow || i % 2 === 0).filter(apart) ?? ticks(this.x, Math.max(2, (right - left) / (4.5 * this.letter)));
    const up = this.ticks.y ?? ticks(this.y, Math.max(2, (bottom - top) / (2.5 * this.letter)));
    this.clip.innerHTML = `<rect x="${left}" y="${top}" width="${right - left}" height="${bottom - top}"/>`;
    const group = this.layer("axes");
    const rule = (x1, y1, x2, y2) => `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>`;
    const escaped = (words) => words.replace(/[&<]/g, (letter) => `&#${letter.charCodeAt(0)};`);
    const text = (x, y, words, rest) => `<text x="${x}" y="${y}" ${rest}>${escaped(words)}</text>`;
    const middle = (top + bottom) / 2;
    group.innerHTML =
      across.map(([value]) => rule(this.X(value), top, this.X(value), bottom)).join("") +
      up.map(([value]) => rule(left, this.Y(value), right, this.Y(value))).join("") +
      across.map(([value, words]) => text(this.X(value), bottom + 1.2 * this.letter, words, 'text-anchor="middle"')).join("") +
      up.map(([value, words]) => text(left - 0.4 * this.letter, this.Y(value) + 0.35 * this.letter, words, 'text-anchor="end"')).join("") +
      text((left + right) / 2, this.height - 0.4 * this.letter, this.across, 'text-anchor="middle" class="name"') +
      text(0, 0, this.up, `text-anchor="middle" class="name" transform="translate(${0.95 * this.letter} ${middle}) rotate(-90)"`);
  }

  /** Paints values on a grid that spans the frame, row after row from the lower left. */
  paint(values, [across, up], colour) {
    const { left, right, top, bottom } = this.frame;
    const scale = devicePixelRatio || 1;
    this.canvas.width = Math.round(this.width * scale);
    this.canvas.height = Math.round(this.height * scale);
    this.canvas.style.width = `${this.width}px`;
    this.canvas.style.height = `${this.height}px`;
    const cells = new ImageData(across, up);
    for (let j = 0; j < up; j += 1) {
      for (let i = 0; i < across; i += 1) {
        cells.data.set(colour(values[j * across + i]), 4 * ((up - 1 - j) * across + i));
      }
    }
    const small = new OffscreenCanvas(across, up);
    small.getContext("2d").putImageData(cells, 0, 0);
    const pen = this.canvas.getContext("2d");
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.beginPath();
    pen.rect(left, top, right - left, bottom - top);
    pen.clip();
    const [cell, row] = [(right - left) / (across - 1), (bottom - top) / (up - 1)];
    pen.drawImage(small, left - cell / 2, top - row / 2, cell * across, row * up);
  }
}

/** A colour of the style sheet as red, green, blue. */
function rgb(name) {
  const hex = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
}

/** The shade of a probability: the nearer to a class, the more of its colour. */
function shades() {
  const [first, second] = [rgb("--class-0"), rgb("--class-1")];
  return (p) => [...(p < 0.5 ? first : second), 110 * Math.abs(2 * p - 1)];
}
