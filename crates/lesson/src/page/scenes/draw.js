SCENES.draw = {
  defaults: {
    points: "1,4,0;2,7,0;2.5,5,0;3,8.5,0;3.5,4.5,0;4,6,0;4.5,7.5,0;6,4.2,0;5,5.5,1;6,8,1;6.5,6.2,1;7,9,1;7.5,5,1;8,7,1;8.6,8.4,1;9,5.8,1",
    table: JSON.stringify({ axes: ["study", "sleep"], classes: ["failed", "passed"], target: "passed", x: [0, 10], y: [3, 10] }),
    method: "plain",
    label: 1,
  },
  build(scene) {
    const PLACES = [81, 61];
    let names = JSON.parse(scene.defaults.table);
    const plane = scene.plane({ x: names.x, y: names.y, across: "", up: "", label: "Your points over the probability of the second class; a click adds one", ratio: 0.62 });
    const tell = scene.readout({ report: "how the fit ended", weights: "weights", separating: "separated by", digest: "digest of the weights", shell: "the same in the shell" });
    const label = scene.choice({ key: "label", name: "A click adds", options: [[0, ""], [1, ""]] });
    scene.choice({ key: "method", name: "Fitted", options: [["plain", "as they are"], ["penalty", "with a penalty (l2 = 1/n)"], ["firth", "with Firth's correction"]] });
    const removing = scene.button("Remove the chosen point", () => remove(chosen));
    scene.button("Save as CSV", () => save(read(), names));

    const isPoint = ([x, y, k]) => Math.abs(x) < 1e100 && Math.abs(y) < 1e100 && (k === 0 || k === 1);
    let parsed = {};
    const read = () => {
      const { points } = scene.state;
      if (parsed.points !== points) {
        parsed = { points, list: points.split(";").map((point) => point.split(",").map(Number)).filter(isPoint) };
      }
      return parsed.list;
    };
    const write = (points) => scene.change({ points: points.map((point) => point.join(",")).join(";") });
    /** To a thousandth of the axis. */
    const rounded = (at) => at.map((value, axis) => {
      const [low, high] = [names.x, names.y][axis];
      const digits = Math.min(15, Math.max(0, 3 - Math.floor(Math.log10(high - low))));
      return Number(value.toFixed(digits));
    });
    let chosen = -1;
    scene.forget = () => (chosen = -1);
    const remove = (i) => {
      if (i < 0) return;
      write(read().filter((_, j) => j !== i));
      chosen = -1;
      requestAnimationFrame(() => requestAnimationFrame(() => grips.at(Math.min(i, grips.length - 1))?.grip.focus()));
    };
    plane.svg.addEventListener("click", (event) => {
      if (event.target.closest(".handle")) return;
      write([...read(), [...rounded(plane.at(event)), scene.state.label]]);
    });
    const grips = [];
    const grip = (i) => {
      const made = scene.handle(plane, {
        name: `Point ${i + 1}`,
        at: () => read()[i],
        text: () => `${names.classes[read()[i][2]]} at ${read()[i].slice(0, 2).join(", ")}`,
        move: (at) => write(read().map((point, j) => (j === i ? [...rounded(at), point[2]] : point))),
        step: () => [(names.x[1] - names.x[0]) / 100, (names.y[1] - names.y[0]) / 100],
        className: "point",
        r: 0.4,
        reach: 14,
      });
      made.grip.addEventListener("focus", () => {
        chosen = i;
        removing.disabled = false;
      });
      made.grip.addEventListener("keydown", (event) => {
        if (["Delete", "Backspace"].includes(event.key) && !made.grip.classList.contains("held")) {
          remove(i);
          event.preventDefault();
        }
      });
      return made;
    };
    scene.section.querySelector(".paste").addEventListener("submit", (event) => {
      event.preventDefault();
      const said = scene.section.querySelector(".paste output");
      chosen = -1;
      try {
        if (event.target.elements.table.value.length > 1e6) throw new Error("more than a million characters: that is too long for a page");
        const found = scene.ask("pasted", { text: event.target.elements.table.value });
        const around = (values) => {
          const [low, high] = [Math.min(...values), Math.max(...values)];
          const room = 0.05 * Math.max(high - low, 1e-9 * Math.max(Math.abs(low), Math.abs(high)) || 1);
          return [low - room, high + room];
        };
        const table = { axes: found.names, classes: found.classes, target: found.target, x: around(found.x), y: around(found.y) };
        scene.change({ table: JSON.stringify(table) });
        write(found.x.map((x, i) => [x, found.y[i], Number(found.labels[i])]));
        said.textContent = `${found.x.length} rows${found.dropped ? `, ${found.dropped} with gaps left out` : ""}`;
      } catch (error) {
        said.textContent = error.message;
      }
    });
    return (state) => {
      names = tableOf(state.table) ?? JSON.parse(scene.defaults.table);
      const points = read();
      if (chosen >= points.length) chosen = -1;
      removing.disabled = chosen < 0;
      Object.assign(plane, { x: names.x, y: names.y, across: names.axes[0], up: names.axes[1] });
      plane.axes();
      label.querySelectorAll("label").forEach((part, k) => (part.lastChild.textContent = ` ${names.classes[k]}`));
      while (grips.length < points.length) grips.push(grip(grips.length));
      while (grips.length > points.length) grips.pop().grip.remove();
      grips.forEach(({ place, grip }, i) => {
        place(state);
        grip.querySelector(".grip").setAttribute("d", SHAPES[points[i][2]](0.4 * plane.letter));
        grip.setAttribute("class", `handle point class-${points[i][2]}`);
      });
      const column = (j) => points.map((point) => point[j]);
      plane.lines([]);
      const pen = plane.canvas.getContext("2d");
      pen.clearRect(0, 0, plane.canvas.width, plane.canvas.height);
      tell({ report: "", weights: "", separating: "", digest: "", shell: "" });
      const found = scene.ask("draw", {
        x: column(0), y: column(1), labels: column(2).map(Boolean), names: names.axes, method: state.method,
        window: { x: names.x, y: names.y, places: PLACES },
      });
      plane.paint(found.grid, PLACES, shades());
      const [a, b] = found.coefficients;
      const upright = Math.abs(b) * (names.y[1] - names.y[0]) < Math.abs(a) * (names.x[1] - names.x[0]);
      const ends = upright
        ? names.y.map((y) => [-(b * y + found.intercept) / a, y])
        : names.x.map((x) => [x, -(a * x + found.intercept) / b]);
      plane.lines(a === 0 && b === 0 ? [] : [{ points: ends, ink: "model" }]);
      const flags = { plain: "", penalty: ` --l2 ${1 / points.length} --standardise`, firth: " --firth" }[state.method];
      tell({
        report: found.report,
        weights: `${[...found.coefficients, found.intercept].map(short).join(", ")}${found.is_optimum ? "" : " (where the solver stopped)"}`,
        separating: found.separating.join(", ") || "nothing",
        digest: found.digest,
        shell: `regress fit points.csv --target=${inShell(names.target)}${flags} -o model.json`,
      });
    };
  },
};

/** What an address says of a table, if that is one. */
function tableOf(text) {
  try {
    const table = JSON.parse(text);
    const isRange = ([low, high]) => Math.abs(low) < 1e100 && Math.abs(high) < 1e100 && high - low > 1e-10 * Math.max(Math.abs(low), Math.abs(high));
    const isPair = (words) => words.length === 2 && words.every((word) => typeof word === "string");
    return isRange(table.x) && isRange(table.y) && isPair(table.axes) && isPair(table.classes) && typeof table.target === "string" ? table : undefined;
  } catch {
    return undefined;
  }
}

/** A word as a shell takes it. */
function inShell(word) {
  const printable = word.replace(/[\x00-\x1f\x7f]/g, " ");
  return /^[\w.]+$/.test(printable) ? printable : `'${printable.replaceAll("'", "'\\''")}'`;
}

/** Hands the points to the reader as a file. */
function save(points, { axes, target, classes }) {
  const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const areNumbers = classes[0] === "no" && classes[1] === "yes";
  const rows = points.map(([x, y, k]) => [x, y, areNumbers ? k : quoted(classes[k])].join(","));
  const file = new Blob([[[...axes, target].map(quoted).join(","), ...rows, ""].join("\n")], { type: "text/csv" });
  const link = element("a", { href: URL.createObjectURL(file), download: "points.csv" });
  link.click();
  URL.revokeObjectURL(link.href);
}
