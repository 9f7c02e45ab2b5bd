SCENES.pull = {
  defaults: { z: 0, y: true, x: 2 },
  build(scene) {
    const Z = [-8, 8];
    const curve = scene.plane({ x: Z, y: [-0.04, 1.04], across: "logit z", up: "probability p", label: "The sigmoid, with the e-mail at its logit" });
    const pulls = scene.plane({ x: Z, y: [-0.04, 1.04], across: "logit z", up: "pull", label: "How hard squared error and cross-entropy pull at the logit" });
    const tell = scene.readout({ z: "z = w x + b", p: "p = s(z)", residual: "p - y", x: "x", gradient: "dl/dw = (p - y) x", cross: "cross-entropy pulls by", squared: "squared error pulls by" });
    scene.range({ key: "z", name: "Logit z", low: Z[0], high: Z[1], step: 0.1, text: (z) => fixed(z, 1) });
    scene.range({ key: "x", name: "Feature x", low: 0, high: 10, step: 0.5, text: (x) => fixed(x, 1) });
    scene.choice({ key: "y", name: "The truth", options: [[true, "spam: y = 1"], [false, "not spam: y = 0"]] });
    const grips = [
      [curve, (found) => found.p],
      [pulls, (found) => found.cross_entropy.pull],
    ].map(([plane, height]) =>
      scene.handle(plane, {
        name: plane === curve ? "The e-mail's logit" : "The e-mail's logit, at its pull",
        at: (state) => [state.z, height(scene.found)],
        text: (state) => `logit ${fixed(state.z, 1)}`,
        move: ([z]) => scene.change({ z: Math.min(Z[1], Math.max(Z[0], Number(z.toFixed(1)))) }),
        step: [0.1, 0],
        low: Z[0],
        high: Z[1],
      }),
    );
    return (state) => {
      const found = (scene.found = scene.ask("pull", state));
      const along = (values) => found.logits.map((z, i) => [z, values[i]]);
      curve.axes();
      curve.lines([
        { points: Z.map((z) => [z, Number(state.y)]), ink: "guide" },
        { points: along(found.probabilities), ink: "model" },
        { points: [[state.z, found.p], [state.z, Number(state.y)]], ink: "residual" },
      ]);
      curve.words([{ x: state.z + 0.3, y: (found.p + Number(state.y)) / 2, text: "p - y", anchor: "start", ink: "residual" }]);
      pulls.axes();
      pulls.lines([
        { points: along(found.squared_error_pulls), ink: "straight" },
        { points: along(found.cross_entropy_pulls), ink: "model" },
      ]);
      pulls.points([{ x: state.z, y: found.squared_error.pull, k: 0, ink: "straight" }], 0.45);
      pulls.words([
        { x: state.y ? -7.8 : 7.8, y: 0.9, text: "cross-entropy", anchor: state.y ? "start" : "end", ink: "model" },
        { x: state.y ? -7.8 : 7.8, y: 0.07, text: "squared error", anchor: state.y ? "start" : "end", ink: "straight" },
      ]);
      for (const grip of grips) grip.place(state);
      tell({
        z: fixed(state.z, 1),
        p: short(found.p),
        residual: short(found.residual),
        x: fixed(state.x, 1),
        gradient: short(found.gradient),
        cross: `${short(found.cross_entropy.pull)} (loss ${short(found.cross_entropy.loss)})`,
        squared: `${short(found.squared_error.pull)} (loss ${short(found.squared_error.loss)})`,
      });
    };
  },
};
