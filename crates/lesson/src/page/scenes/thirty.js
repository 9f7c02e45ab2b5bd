SCENES.thirty = {
  defaults: { patients: 300, balanced: false },
  build(scene) {
    const plane = scene.plane({ x: [0, 1], y: [0, 1], across: "mean probability of a group", up: "share at high risk", label: "Shares of patients at high risk, with their intervals, against the probabilities", ratio: 0.75 });
    const counts = scene.plane({ x: [0, 1], y: [0, 1], across: "probability", up: "patients", label: "How many patients are in each group", ratio: 0.75 });
    const tell = scene.readout({ patients: "patients to learn from, and as many to judge", holding: "intervals that hold their probability", error: "mean distance from the diagonal", share: "at high risk", mean: "mean probability", brier: "Brier score" });
    scene.range({ key: "patients", name: "Patients", low: 60, high: 6000, isLogarithmic: true, text: (n) => String(Math.round(n)) });
    scene.choice({ key: "balanced", name: "Weights", options: [[false, "each patient counts once"], [true, "both classes count the same"]] });
    return (state) => {
      const patients = Math.round(state.patients);
      const found = scene.ask("calibration", { ...numbers.chosen(), patients, balanced: state.balanced });
      plane.axes();
      plane.lines([
        { points: [[0, 0], [1, 1]], ink: "guide" },
        ...found.bins.map(({ mean_probability: p, interval }) => ({ points: interval.map((share) => [p, share]), ink: "model" })),
      ]);
      plane.points(found.bins.map(({ mean_probability: x, rate: y }) => ({ x, y, k: 0, ink: "model" })), 0.4);
      counts.y = [0, Math.max(...found.bins.map(({ weight }) => weight)) * 1.1];
      counts.axes();
      counts.marks("marks", "rect", found.bins, ({ low, high, weight }) => ({
        x: counts.X(low) + 1, width: Math.max(0, counts.X(high) - counts.X(low) - 2),
        y: counts.Y(weight), height: counts.Y(0) - counts.Y(weight), class: "bar",
      }));
      tell({
        patients,
        holding: `${found.holding} of ${found.bins.length}`,
        error: percent(found.calibration_error),
        share: percent(found.share),
        mean: percent(found.mean_probability),
        brier: fixed(found.brier_score, 4),
      });
    };
  },
};
