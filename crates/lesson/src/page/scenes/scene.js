/** A scene of the page: a state, what is drawn of it, and the ways to change it. */
class Scene {
  constructor(section, ask, { defaults, build }) {
    Object.assign(this, { section, ask, defaults, name: section.id, planes: [], shows: [], limits: {} });
    this.state = structuredClone(defaults);
    this.stage = section.querySelector(".stage");
    this.controls = section.querySelector(".controls");
    this.trouble = section.querySelector(".trouble");
    this.draw = build(this);
    section.querySelector(".reset").addEventListener("click", () => this.reset());
    section.querySelector(".project").addEventListener("click", () => this.project());
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && section.classList.contains("projected")) this.project();
    });
    new ResizeObserver(() => this.change({})).observe(this.stage);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.change({}));
    this.state = structuredClone(defaults);
    this.change({});
  }

  plane(options) {
    const plane = new Plane(options);
    this.planes.push(plane);
    this.stage.append(plane.box);
    return plane;
  }

  /** Takes over some values and draws, at most once a frame. */
  change(values) {
    Object.assign(this.state, values);
    if (Object.keys(values).length > 0) address.owner = this.name;
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.show();
    });
  }

  show() {
    for (const plane of this.planes) if (plane.fit()) plane.isNew = true;
    if (this.planes.some((plane) => !(plane.width > 0))) return;
    try {
      this.trouble.textContent = "";
      this.draw(this.state);
    } catch (error) {
      this.trouble.textContent = error.message;
    }
    for (const show of this.shows) show(this.state);
    const link = this.link();
    this.section.querySelector(".link").setAttribute("href", link);
    if (address.owner === this.name) address.show(link);
  }

  /** The part of the state that is not as it was at first, as text. */
  link() {
    const differs = ([key, value]) => String(value) !== String(this.defaults[key]);
    const values = Object.fromEntries(Object.entries(this.state).filter(differs));
    return address.of(this.name, { ...values, ...numbers.values() });
  }

  /** Takes the values that an address has; the others are as they were at first. */
  restore(values) {
    this.state = structuredClone(this.defaults);
    this.forget?.();
    for (const [key, first] of Object.entries(this.defaults)) {
      if (!(key in values)) continue;
      const parsed = parsedAs(first, values[key]);
      const { low = -Infinity, high = Infinity, step, options } = this.limits[key] ?? {};
      if (parsed === undefined || (options && !options.includes(parsed))) continue;
      const within = (value) => Math.min(high, Math.max(low, step ? tidy(Math.round(value / step) * step) : value));
      this.state[key] = typeof parsed === "number" ? within(parsed) : parsed;
    }
    address.owner = this.name;
    this.change({});
  }

  reset() {
    this.stop?.();
    this.forget?.();
    this.change(structuredClone(this.defaults));
    const guess = this.section.querySelector(".guess");
    guess.reset();
    guess.querySelector(".verdict").textContent = "";
    for (const part of guess.querySelectorAll(".answer, .reveal-answer")) part.hidden = true;
  }

  /** The scene alone, in large type, and back. */
  project() {
    const isOn = this.section.classList.toggle("projected");
    document.documentElement.classList.toggle("projecting", isOn);
    for (let part = this.section; part !== document.body; part = part.parentElement) {
      for (const other of part.parentElement.children) if (other !== part) other.inert = isOn;
    }
    const button = this.section.querySelector(".project");
    button.setAttribute("aria-pressed", isOn);
    button.textContent = isOn ? "Leave the projector" : "Projector";
    this.section.scrollTop = 0;
    this.change({});
  }

  /** A range for one value; a logarithmic one moves over powers of ten. */
  range({ key, name, low, high, step, isLogarithmic = false, text = String }) {
    const input = element("input", { type: "range", id: `${this.name}-${key}`, autocomplete: "off" });
    const to = (value) => (isLogarithmic ? Math.log10(value) : value);
    const from = (value) => (isLogarithmic ? tidy(10 ** value) : value);
    this.limits[key] = { low, high, step };
    Object.assign(input, { min: to(low), max: to(high), step: isLogarithmic ? 0.01 : step });
    const shown = element("output", { for: input.id });
    const label = element("label", { for: input.id }, [`${name} `, shown]);
    this.controls.append(element("div", { class: "range" }, [label, input]));
    input.addEventListener("input", () => this.change({ [key]: from(Number(input.value)) }));
    this.shows.push((state) => {
      if (from(Number(input.value)) !== state[key]) input.value = to(state[key]);
      shown.textContent = text(state[key]);
      input.setAttribute("aria-valuetext", text(state[key]));
    });
    return input;
  }

  /** One of several values. */
  choice({ key, name, options }) {
    this.limits[key] = { options: options.map(([value]) => value) };
    const group = element("fieldset", {}, [element("legend", {}, [name])]);
    for (const [value, words] of options) {
      const input = element("input", { type: "radio", name: `${this.name}-${key}`, value: String(value), autocomplete: "off" });
      input.addEventListener("change", () => this.change({ [key]: value }));
      this.shows.push((state) => (input.checked = state[key] === value));
      group.append(element("label", {}, [input, ` ${words}`]));
    }
    this.controls.append(group);
    return group;
  }

  button(words, action, attributes = {}) {
    const button = element("button", { type: "button", ...attributes }, [words]);
    button.addEventListener("click", action);
    this.controls.append(button);
    return button;
  }

  /** Names with values below the pictures; returns what sets them. */
  readout(names) {
    const cells = {};
    const rows = Object.entries(names).map(([key, name]) => {
      cells[key] = element("dd", { "data-value": key });
      return element("div", {}, [element("dt", {}, [name]), cells[key]]);
    });
    this.section.querySelector(".readout").append(...rows);
    return (values) => {
      for (const [key, value] of Object.entries(values)) cells[key].textContent = value;
    };
  }

  /** Something that is dragged, or moved by the arrow keys: `at` says where it is, `move` takes where to. */
  handle(plane, { name, at, text, move: moveTo, step, low, high, value = (state) => at(state)[0], k = 0, r = 0.62, reach = 22, className = "" }) {
    const inside = (value, [from, to]) => Math.min(to, Math.max(from, value));
    const move = ([x, y]) => moveTo([inside(x, plane.x), inside(y, plane.y)]);
    const grip = document.createElementNS(SVG, "g");
    const set = (attributes) => Object.entries(attributes).forEach(([key, value]) => grip.setAttribute(key, value));
    set({ class: `handle ${className}`, tabindex: 0, role: "slider", "aria-label": name });
    if (low !== undefined) set({ "aria-valuemin": low, "aria-valuemax": high });
    plane.layer("handles").append(grip);
    let offset = [0, 0]; // where it is held, off its centre
    grip.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      const here = plane.at(event);
      offset = at(this.state).map((value, axis) => value - here[axis]);
      grip.setPointerCapture(event.pointerId);
      grip.classList.add("held");
      grip.focus();
      event.preventDefault();
    });
    grip.addEventListener("touchstart", (event) => event.preventDefault()); // no scrolling, no page turned back
    grip.addEventListener("pointermove", (event) => {
      if (grip.hasPointerCapture(event.pointerId)) move(plane.at(event).map((value, axis) => value + offset[axis]));
    });
    for (const end of ["pointerup", "pointercancel"]) grip.addEventListener(end, () => grip.classList.remove("held"));
    const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };
    grip.addEventListener("keydown", (event) => {
      const direction = DIRECTIONS[event.key];
      if (!direction) return;
      const [x, y] = at(this.state);
      const far = event.shiftKey ? 10 : 1;
      const [right, up] = typeof step === "function" ? step() : step;
      move([tidy(x + far * right * direction[0]), tidy(y + far * up * direction[1])]);
      event.preventDefault();
    });
    const place = (state) => {
      const [x, y] = at(state);
      grip.setAttribute("transform", `translate(${plane.X(x).toFixed(2)} ${plane.Y(y).toFixed(2)})`);
      set({ "aria-valuenow": value(state), "aria-valuetext": text(state) });
      grip.innerHTML = `<circle class="reach" r="${reach}"/><path class="grip" d="${SHAPES[k](r * plane.letter)}"/>`;
    };
    return { grip, place };
  }

  /** Calls `tick` for every frame between start and stop, `pause` ms apart, and keeps a button's words true. */
  player(tick, words = ["Play", "Pause"], pause = 0) {
    const button = this.button(words[0], () => (this.playing ? this.stop() : this.play()), { class: "play" });
    this.play = () => {
      this.playing = true;
      button.textContent = words[1];
      const run = (this.run = {}); // a later run ends this one
      const next = () => {
        if (!this.playing || this.run !== run) return;
        if (tick() === false) this.stop();
        else setTimeout(() => requestAnimationFrame(next), pause);
      };
      requestAnimationFrame(next);
    };
    this.stop = () => {
      this.playing = false;
      button.textContent = words[0];
    };
    return button;
  }
}

/** Three significant digits, without the rounding errors of steps. */
function tidy(value) {
  return Number(value.toPrecision(12));
}

function parsedAs(first, text) {
  if (typeof first === "boolean") return text === "true";
  if (typeof first === "string") return text;
  const parts = text.split(",").map((part) => (part.trim() === "" ? NaN : Number(part)));
  if (!parts.every((part) => Math.abs(part) < 1e15)) return undefined;
  if (!Array.isArray(first)) return parts[0];
  return first.length === 0 || parts.length === first.length ? parts : undefined;
}

const fixed = (value, digits) => value.toFixed(digits).replace(/^-(0\.?0*)$/, "$1");
const short = (value) => {
  if (value === 0) return "0";
  const size = Math.abs(value);
  return size >= 1e-3 && size < 1e5 ? String(Number(value.toPrecision(5))) : value.toExponential(2);
};
const percent = (share) => (share === null ? "none" : `${(100 * share).toFixed(1)}%`);
