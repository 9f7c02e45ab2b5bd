SCENES.knob = {
  defaults: { threshold: 0.5, miss: 10, marked: false, reveal: false },
  build(scene) {
    const REACH = 8;
    const logit = (p) => Math.min(REACH, Math.max(-REACH, Math.log(p / (1 - p)))); // a place on the strip, no result
    const PLACES = [0.001, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.999];
    const strip = scene.plane({ x: [-REACH, REACH], y: [-1.15, 1.15], across: "probability of passing", up: "failed | passed", label: "Students by their probability: those who passed above, those who failed below", ratio: 0.5, ticks: { x: PLACES.map((p) => [logit(p), String(p)]), y: [] } });
    const roc = scene.plane({ x: [0, 1], y: [0, 1], across: "false positive rate", up: "recall", label: "ROC curve with the threshold's place on it", ratio: 0.9 });
    const pr = scene.plane({ x: [0, 1], y: [0, 1.02], across: "recall", up: "precision", label: "Precision against recall with the threshold's place on it", ratio: 0.9 });
    const tell = scene.readout({ rows: "students shown", tp: "TP", fp: "FP", tn: "TN", fn: "FN", accuracy: "accuracy", precision: "precision", recall: "recall", cost: "cost", cheapest: "cheapest on the training rows", ideal: "if the probabilities are true" });
    scene.range({ key: "threshold", name: "Threshold", low: 0, high: 1, step: 0.01, text: (t) => fixed(t, 3) });
    scene.range({ key: "miss", name: "Price of a miss, in false alarms", low: 0.01, high: 100, isLogarithmic: true, text: short });
    scene.button("Mark the cheapest", () => scene.change({ marked: true }), { class: "cheapest" });
    const reveal = scene.button("Reveal the test rows", () => {
      scene.change({ reveal: true });
      scene.section.querySelector(".reset").focus();
    }, { class: "reveal" });
    const drag = scene.handle(strip, {
      name: "Threshold",
      at: (state) => [logit(state.threshold), 0],
      text: (state) => fixed(state.threshold, 3),
      move: ([z]) => {
        if (scene.state.reveal) return;
        const { threshold } = scene.state;
        const to = Math.min(1, Math.max(0, 1 / (1 + Math.exp(-z))));
        const least = Math.sign(z - logit(threshold)) * 0.001; // so that no key is without effect
        const next = Math.abs(to - threshold) < 0.001 ? threshold + least : to;
        scene.change({ threshold: Number(Math.min(1, Math.max(0, next)).toFixed(3)) });
      },
      step: [0.1, 0],
      low: 0,
      high: 1,
      value: (state) => state.threshold,
    });
    return (state) => {
      const { threshold, miss } = state;
      const found = scene.ask("threshold", { ...numbers.chosen(), threshold, miss, reveal: state.reveal });
      const shown = found.test ?? found.train;
      const { confusion } = shown;
      strip.axes();
      strip.lines([
        { points: strip.x.map((z) => [z, 0]), ink: "guide" },
        { points: strip.y.map((side) => [logit(threshold), side]), ink: "model" },
        ...(state.marked ? [found.cheapest.threshold, found.ideal ?? 0.5] : []).map((at, i) => ({
          points: strip.y.map((side) => [logit(at), side]), ink: ["straight", "guide"][i],
        })),
      ]);
      const piles = {};
      const size = found.test ? 0.34 : 0.24;
      const lift = (2 * (2.3 * size * strip.letter)) / (strip.frame.bottom - strip.frame.top);
      strip.points(
        shown.probabilities.map((p, i) => {
          const side = shown.passed[i] ? 1 : -1;
          const place = logit(p);
          const pile = `${side} ${Math.round(place * 3)}`;
          piles[pile] = (piles[pile] ?? 0) + 1;
          return { x: place, y: side * Math.min(0.92, 0.08 + lift * (piles[pile] - 0.5)), k: Number(shown.passed[i]), wrong: false, faint: shown.passed[i] === (p >= threshold), mistake: shown.passed[i] !== (p >= threshold) };
        }),
        size,
      );
      const cell = (x, y, words, count, anchor) => ({ x, y, text: `${strip.isNarrow ? words.match(/[A-Z]+/)[0] : words} ${count}`, anchor, ink: "cell" });
      strip.words([
        cell(-7.8, 1.02, "misses (FN)", confusion.false_negatives, "start"),
        cell(7.8, 1.02, "found (TP)", confusion.true_positives, "end"),
        cell(-7.8, -1.1, "rightly left (TN)", confusion.true_negatives, "start"),
        cell(7.8, -1.1, "false alarms (FP)", confusion.false_positives, "end"),
      ]);
      drag.place(state);
      for (const [plane, curve, at] of [
        [roc, shown.roc, [shown.false_positive_rate, shown.recall]],
        [pr, shown.precision_recall, [shown.recall, shown.precision]],
      ]) {
        plane.axes();
        plane.lines(curve ? [{ points: curve, ink: "model" }] : []);
        plane.points(at.includes(null) ? [] : [{ x: at[0], y: at[1], k: 0, ink: "model" }], 0.45);
      }
      reveal.disabled = state.reveal;
      for (const key of ["threshold", "miss"]) scene.section.querySelector(`#${scene.name}-${key}`).disabled = state.reveal;
      tell({
        rows: found.test ? `${shown.passed.length} to test on: looked at once, the threshold stays` : `${shown.passed.length} to train on`,
        tp: confusion.true_positives,
        fp: confusion.false_positives,
        tn: confusion.true_negatives,
        fn: confusion.false_negatives,
        accuracy: percent(shown.accuracy),
        precision: percent(shown.precision),
        recall: percent(shown.recall),
        cost: short(shown.cost),
        cheapest: state.marked ? `${fixed(found.cheapest.threshold, 3)}, at a cost of ${short(found.cheapest.cost)}` : "not marked yet",
        ideal: state.marked ? (found.ideal === null ? "any" : fixed(found.ideal, 3)) : "not marked yet",
      });
    };
  },
};
