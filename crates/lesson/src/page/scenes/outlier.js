SCENES.outlier = {
  defaults: { marks: 15 },
  build(scene) {
    const AXIS = [-3, 104];
    const UP = { y: [-0.72, 1.7], ticks: { y: [0, 0.5, 1, 1.5].map((y) => [y, String(y)]) }, across: "exclamation marks", up: "prediction", ratio: 0.62 };
    const near = scene.plane({ ...UP, x: [-1, 17], label: "The thirteen e-mails that stay, with a line by least squares and a logistic regression" });
    const far = scene.plane({ ...UP, x: AXIS, label: "All fourteen e-mails, with the one that is dragged" });
    const tell = scene.readout({ line: "right by the line", lineBoundary: "the line's boundary", logistic: "right by the logistic regression (l2 = 0.01)", logisticBoundary: "its boundary" });
    scene.range({ key: "marks", name: "Marks of the fourteenth e-mail", low: 15, high: 100, step: 1 });
    const drag = scene.handle(far, {
      name: "The fourteenth e-mail",
      at: (state) => [state.marks, 1],
      text: (state) => `${state.marks} exclamation marks`,
      move: ([marks]) => scene.change({ marks: Math.round(Math.min(100, Math.max(15, marks))) }),
      step: [1, 0],
      low: 15,
      high: 100,
      k: 1,
      className: "class-1",
    });
    return (state) => {
      const found = scene.ask("outlier", { marks: state.marks, axis: AXIS });
      const { marks, spam, axis, line, logistic } = found;
      const along = ({ curve }, ink) => ({ points: axis.map((x, i) => [x, curve[i]]), ink });
      const wall = ({ boundary }, ink) => ({ points: UP.y.map((y) => [boundary, y]), ink: `${ink} wall` });
      const twins = marks.map((x, i) => marks.slice(0, i).filter((other, j) => other === x && spam[j] === spam[i]).length);
      const truth = marks.map((x, i) => ({ x, y: Number(spam[i]) + 0.09 * twins[i], k: Number(spam[i]) }));
      const called = (fit, y) => marks.map((x, i) => ({ x, y: y - 0.06 * twins[i], k: Number(fit.called_spam[i]), wrong: fit.called_spam[i] !== spam[i] }));
      for (const plane of [near, far]) {
        const inside = ({ x }) => x <= plane.x[1];
        plane.axes();
        plane.lines([
          { points: AXIS.map((x) => [x, 0.5]), ink: "guide" },
          { points: plane === near ? AXIS.map((x) => [x, -0.1]) : [], ink: "fence" },
          along(line, "straight"),
          along(logistic, "model"),
          wall(line, "straight"),
          wall(logistic, "model"),
        ]);
        const rows = plane === near ? [...truth, ...called(line, -0.2), ...called(logistic, -0.48)] : truth;
        plane.points(rows.filter(inside), plane === near ? 0.34 : 0.28);
      }
      near.words([
        { x: 16.8, y: -0.36, text: near.isNarrow ? "by the line" : "as the line calls them", anchor: "end", ink: "straight" },
        { x: 16.8, y: -0.67, text: near.isNarrow ? "by the logistic regression" : "as the logistic regression calls them", anchor: "end", ink: "model" },
      ]);
      drag.place(state);
      const right = (fit) => `${fit.right} of ${marks.length}`;
      tell({
        line: right(line),
        lineBoundary: `${fixed(line.boundary, 3)} marks`,
        logistic: right(logistic),
        logisticBoundary: `${fixed(logistic.boundary, 3)} marks`,
      });
    };
  },
};
