SCENES.classes = {
  defaults: { bill: [44, 17], without: -1, rest: false },
  build(scene) {
    const PLACES = [200, 160];
    const WINDOW = { x: [31, 61], y: [12.5, 22.5] };
    const plane = scene.plane({ ...WINDOW, across: "length of the bill, mm", up: "depth of the bill, mm", label: "Penguins by their bills, over the species that is likeliest", ratio: 0.66 });
    const bars = scene.plane({ x: [0, 1], y: [0, 1], across: "probability", up: "", label: "The probabilities of the species, by three models and by one", ratio: 0.66, ticks: { y: [] } });
    const tell = scene.readout({ likeliest: "likeliest by softmax", likeliestByRest: "by the models against the rest", rest: "one against the rest", restSum: "their sum", softmax: "softmax", softmaxSum: "their sum", sigmoid: "sigmoid of the difference of the logits" });
    scene.choice({ key: "rest", name: "Regions of", options: [[false, "softmax"], [true, "one against the rest"]] });
    const NAMES = ["Adelie", "Chinstrap", "Gentoo"];
    scene.choice({ key: "without", name: "Species", options: [[-1, "all three"], ...NAMES.map((name, k) => [k, `without ${name}`])] });
    const drag = scene.handle(plane, {
      name: "A penguin",
      at: (state) => state.bill,
      text: (state) => `a bill ${state.bill[0]} mm long and ${state.bill[1]} mm deep`,
      move: (bill) => scene.change({ bill: bill.map((mm) => Number(mm.toFixed(1))) }),
      step: [0.5, 0.2],
    });
    let map = {};
    return (state) => {
      state.bill = [WINDOW.x, WINDOW.y].map(([low, high], axis) => Math.min(high, Math.max(low, state.bill[axis])));
      const question = { bill: state.bill, without: state.without < 0 ? null : state.without };
      if (map.without !== state.without) {
        map = { without: state.without, ...scene.ask("classes", { ...question, window: { ...WINDOW, places: PLACES } }) };
      }
      const found = scene.ask("classes", { ...question, window: null });
      const kind = (k) => NAMES.indexOf(found.names[k]);
      const colours = [0, 1, 2].map((k) => [...rgb(`--class-${k}`), 70]);
      plane.axes();
      plane.paint(state.rest ? map.map_against_the_rest : map.map, PLACES, (k) => colours[kind(k)]);
      plane.points(found.species.map((k, i) => ({ x: found.bills[0][i], y: found.bills[1][i], k: kind(k) })), 0.24);
      drag.place(state);

      const rows = found.names.flatMap((name, k) => [[name, found.softmax[k], k], ["", found.against_the_rest[k], k]]);
      const height = 1 / (rows.length + found.names.length);
      const top = (i) => 1 - height * (i + 1 + Math.floor(i / 2));
      bars.axes();
      bars.marks("marks", "rect", rows, ([, p, k], i) => ({
        x: bars.X(0), width: bars.X(p) - bars.X(0), y: bars.Y(top(i) + 0.9 * height), height: bars.Y(0) - bars.Y(0.85 * height),
        class: `bar class-${kind(k)}${i % 2 ? " faint" : ""}`,
      }));
      const words = ([name, p], i) => (i % 2 ? `against the rest ${fixed(p, 3)}` : `${name}: softmax ${fixed(p, 3)}`);
      bars.words(rows.map((row, i) => ({ x: 0.99, y: top(i) + 0.15 * height, text: bars.isNarrow ? fixed(row[1], 3) : words(row, i), anchor: "end", ink: "cell" })));
      const list = (values) => values.map((p) => fixed(p, 3)).join(", ");
      const best = (values) => found.names[values.indexOf(Math.max(...values))];
      tell({
        likeliest: best(found.softmax),
        likeliestByRest: best(found.against_the_rest),
        rest: list(found.against_the_rest),
        restSum: fixed(found.sum, 3),
        softmax: list(found.softmax),
        softmaxSum: fixed(found.softmax_sum, 3),
        sigmoid: found.sigmoid === null ? "leave a species out" : `${fixed(found.sigmoid, 3)}, as softmax says of ${found.names[1]}`,
      });
    };
  },
};
