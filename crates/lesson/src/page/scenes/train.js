const GRID = [61, 49];

SCENES.train = {
  defaults: { rate: 0.5, epoch: 0, raw: false },
  build(scene) {
    const exam = { x: [0, 10], y: [3, 10] };
    const map = scene.plane({ ...exam, across: "hours of study", up: "hours of sleep", label: "The students to train on, over the probability of passing" });
    const curve = scene.plane({ x: [-8, 8], y: [-0.06, 1.06], across: "logit", up: "probability of passing", label: "The sigmoid, with the students at their logits" });
    const loss = scene.plane({ x: [0, 100], y: [0, 0.8], across: "epoch", up: "loss", label: "The loss after each epoch, and that of the optimum" });
    const tell = scene.readout({ epoch: "epoch", loss: "loss", gap: "above the optimum", slope: "largest slope", test: "loss on the test rows", status: "state", digest: "digest of the weights" });
    const LAST = 1000;
    const on = (steps) => () => scene.change({ epoch: Math.min(LAST, scene.state.epoch + steps) });
    scene.player(() => {
      on(1)();
      return scene.state.epoch < LAST && scene.found?.status !== "done" && scene.trouble.textContent === "";
    });
    scene.button("One step", on(1));
    scene.button("Ten steps", on(10));
    scene.range({ key: "rate", name: "Learning rate", low: 0.01, high: 100, isLogarithmic: true, text: short });
    scene.range({ key: "epoch", name: "Epoch", low: 0, high: LAST, step: 1 });
    scene.choice({ key: "raw", name: "Features", options: [[false, "standardised"], [true, "raw hours"]] });

    /** Where descent stands after so many epochs; it goes on from where it was, if nothing else changed. */
    let run = {};
    const descend = ({ rate, epoch, raw }) => {
      const draw = numbers.chosen();
      const key = JSON.stringify([rate, raw, draw]);
      if (run.key !== key || run.epoch > epoch) run = { key, epoch: 0, parameters: [0, 0, 0], losses: [] };
      const question = { ...draw, standardise: !raw, rate, from: run.parameters, steps: epoch - run.epoch, window: { ...exam, places: GRID } };
      const found = scene.ask("train", question);
      const losses = [...run.losses.slice(0, -1), ...found.losses];
      run = { key, epoch, parameters: found.parameters, losses };
      return { ...found, losses };
    };
    const WORDS = { not_yet: "not yet", done: "done", diverged: "diverged" };
    return (state) => {
      const found = (scene.found = descend(state));
      const { hours, passed, logits, probabilities, losses } = found;
      map.axes();
      map.paint(found.grid, GRID, shades());
      const [[a, b], c] = [found.boundary.coefficients, found.boundary.intercept];
      map.lines(b === 0 ? [] : [{ points: [0, 10].map((study) => [study, -(a * study + c) / b]), ink: "model" }]);
      map.points(passed.map((label, i) => ({ x: hours[0][i], y: hours[1][i], k: Number(label) })), 0.26);

      curve.x = [found.sigmoid[0][0], found.sigmoid.at(-1)[0]];
      curve.axes();
      curve.lines([{ points: found.sigmoid, ink: "model" }]);
      curve.points(passed.map((label, i) => ({ x: logits[i], y: probabilities[i], k: Number(label) })), 0.26);

      loss.x = [0, Math.max(100, state.epoch)];
      loss.y = [0, Math.max(0.8, 1.05 * Math.min(20, Math.max(...losses)))];
      loss.axes();
      const lowest = found.loss - found.gap;
      loss.lines([
        { points: loss.x.map((epoch) => [epoch, lowest]), ink: "guide" },
        { points: losses.map((value, epoch) => [epoch, Math.min(value, loss.y[1])]), ink: "model" },
      ]);
      loss.words([{ x: loss.x[1], y: lowest - 0.07 * loss.y[1], text: "optimum", anchor: "end" }]);
      loss.points([{ x: state.epoch, y: Math.min(found.loss, loss.y[1]), k: 0, ink: "model" }]);
      tell({
        epoch: state.epoch,
        loss: fixed(found.loss, 6),
        gap: short(found.gap),
        slope: short(found.largest_slope),
        test: fixed(found.test_loss, 6),
        status: WORDS[found.status],
        digest: found.digest,
      });
    };
  },
};
