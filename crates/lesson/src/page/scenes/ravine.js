SCENES.ravine = {
  defaults: { raw: true, start: [], pace: 1, sweeps: 1 },
  build(scene) {
    const PLACES = [121, 91];
    const LAST = 200;
    const VIEWS = {
      raw: { x: [-0.5, 2.1], y: [-8, 2.5], start: [0, 0], step: [0.05, 0.25] },
      standardised: { x: [-1.5, 6], y: [-2.5, 3.5], start: [0, 0], step: [0.25, 0.25] },
    };
    const plane = scene.plane({ x: [0, 1], y: [0, 1], across: "weight of an hour of study", up: "intercept", label: "Contours of the loss over two weights, with the paths of three solvers", ratio: 0.6 });
    const tell = scene.readout({ sweeps: "sweeps over the data", descent: "gradient descent above the optimum", lbfgs: "L-BFGS", newton: "Newton" });
    scene.player(() => {
      scene.change({ sweeps: scene.state.sweeps < LAST ? scene.state.sweeps + 1 : 1 });
      return scene.state.sweeps < LAST;
    }, ["Race", "Pause"], 250);
    scene.button("One sweep", () => scene.change({ sweeps: Math.min(LAST, scene.state.sweeps + 1) }));
    scene.range({ key: "sweeps", name: "Sweeps", low: 1, high: LAST, step: 1 });
    scene.range({ key: "pace", name: "Learning rate, in parts of 1 / largest curvature", low: 0.1, high: 100, isLogarithmic: true, text: (pace) => String(Number(pace.toPrecision(2))) });
    const features = scene.choice({ key: "raw", name: "Hours of study", options: [[true, "raw"], [false, "standardised"]] });
    features.addEventListener("change", () => scene.change({ start: [], sweeps: 1 }));
    const view = (state) => VIEWS[state.raw ? "raw" : "standardised"];
    const inView = ([slope, intercept], { x, y }) => slope >= x[0] && slope <= x[1] && intercept >= y[0] && intercept <= y[1];
    const start = (state) => (state.start.length === 2 && inView(state.start, view(state)) ? state.start : view(state).start);
    const drag = scene.handle(plane, {
      name: "Where the race begins",
      at: start,
      text: (state) => `weight ${short(start(state)[0])}, intercept ${short(start(state)[1])}`,
      move: (at) => scene.change({ start: at.map((value) => Number(value.toFixed(2))), sweeps: Math.max(scene.state.sweeps, 12) }),
      step: () => view(scene.state).step,
    });
    let contours = {};
    const field = (draw, state, question) => {
      const key = JSON.stringify([draw, state.raw]);
      if (contours.key !== key) {
        const found = scene.ask("ravine", { ...question, rate: 1e-3, sweeps: 1, window: { x: plane.x, y: plane.y, places: PLACES } });
        contours = { key, losses: found.losses, curvature: found.largest_curvature, lines: levels(found, plane, PLACES) };
      }
      return contours;
    };
    return (state) => {
      const draw = numbers.chosen();
      Object.assign(plane, { x: view(state).x, y: view(state).y, across: state.raw ? "weight of an hour of study" : "weight per standard deviation of study" });
      const question = { ...draw, standardise: !state.raw, start: start(state) };
      const { lines, curvature } = field(draw, state, question);
      const found = scene.ask("ravine", { ...question, rate: state.pace / curvature, sweeps: state.sweeps });
      plane.axes();
      const path = (visits, ink) => ({ points: visits.map(({ w }) => w), ink });
      const racers = [["gradient_descent", "descent"], ["lbfgs", "quasi"], ["newton", "newton"]];
      plane.lines([...lines, ...racers.map(([name, ink]) => path(found[name], ink))]);
      const last = (name) => found[name].at(-1);
      const letter = [0, 1].map((axis) => {
        const [range, from, to] = [[plane.x, "left", "right"], [plane.y, "top", "bottom"]][axis];
        return (plane.letter * (range[1] - range[0])) / (plane.frame[to] - plane.frame[from]);
      });
      const row = (k) => plane.y[1] - 1.4 * (k + 1) * letter[1];
      plane.points([
        { x: found.optimum[0], y: found.optimum[1], k: 0, ink: "optimum" },
        ...racers.map(([name, ink], k) => ({ x: last(name).w[0], y: last(name).w[1], k, ink })),
        ...racers.map(([, ink], k) => ({ x: plane.x[1] - letter[0], y: row(k), k, ink })),
      ]);
      plane.words(["gradient descent", "L-BFGS", "Newton"].map((text, k) => ({ x: plane.x[1] - 2 * letter[0], y: row(k) - 0.3 * letter[1], text, anchor: "end", ink: "cell" })));
      drag.place(state);
      const above = (name) => `${short(Math.max(0, last(name).loss - found.lowest))} after ${found[name].length} sweep${found[name].length === 1 ? "" : "s"}`;
      tell({ sweeps: state.sweeps, descent: above("gradient_descent"), lbfgs: above("lbfgs"), newton: above("newton") });
    };
  },
};

/** Lines along which a loss is the same, each lying twice as high above the optimum as the one before. */
function levels({ losses, lowest }, { x, y }, [across, up]) {
  const at = (i, j) => losses[j * across + i];
  const place = (i, j) => [x[0] + ((x[1] - x[0]) * i) / (across - 1), y[0] + ((y[1] - y[0]) * j) / (up - 1)];
  const lines = [];
  for (let k = -7; k < 5; k += 1) {
    const level = lowest + 2 ** k;
    const points = [];
    for (let j = 0; j + 1 < up; j += 1) {
      for (let i = 0; i + 1 < across; i += 1) {
        const corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]];
        const crossings = corners.flatMap(([a, b], n) => {
          const [c, d] = corners[(n + 1) % 4];
          const [here, there] = [at(a, b) - level, at(c, d) - level];
          if (here < 0 === there < 0) return [];
          const part = here / (here - there);
          return [place(a + part * (c - a), b + part * (d - b))];
        });
        for (let n = 0; n + 1 < crossings.length; n += 2) points.push(crossings.slice(n, n + 2));
      }
    }
    lines.push({ segments: points, ink: "contour" });
  }
  return lines;
}
