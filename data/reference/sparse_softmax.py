"""Writes sparse_softmax.json: softmax regressions with penalties on absolute values, by scikit-learn and to the last digit.

Run in this folder: python sparse_softmax.py (needs pandas and scikit-learn).

The penalties are those of a mean loss: sum over classes and features of l1 |c| + l2 / 2 c^2. "saga" is what
scikit-learn finds. "refit" is the optimum: from there by Newton's method on the coefficients that are not 0,
whose slopes are summed in 80-bit arithmetic, until the optimality conditions hold.
A constant added to the coefficients of a feature changes no probability, and without l2 sometimes no penalty, so that
all coefficients and intercepts are stored less their mean over the classes.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import sklearn
from sklearn.linear_model import LogisticRegression

REAL = Path(__file__).parent.parent / "real"
PENALTIES = [(0.1, 0.0), (0.02, 0.0), (0.02, 0.02), (0.003, 0.001), (0.001, 0.0)]


def standardised(frame):
    x = frame.to_numpy(dtype=float)
    return (x - x.mean(axis=0)) / x.std(axis=0)


def tables():
    iris = pd.read_csv(REAL / "iris.csv")
    yield "iris", standardised(iris.iloc[:, :4]), iris["species"], np.ones(len(iris))
    numbers = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
    penguins = pd.read_csv(REAL / "penguins.csv").dropna()
    yield "penguins", standardised(penguins[numbers]), penguins["species"], np.ones(len(penguins))
    titanic = pd.read_csv(REAL / "titanic_table.csv")
    x = np.column_stack([titanic["sex"] == "male", titanic["age"] == "child", titanic["survived"]])
    yield "titanic_table", x.astype(float), titanic["class"], titanic["count"].to_numpy(float)
    ucb = pd.read_csv(REAL / "ucb_admissions.csv")
    x = np.column_stack([ucb["admit"], ucb["gender"] == "male"])
    x = np.column_stack([x, x[:, 0] * x[:, 1]])
    yield "ucb_admissions", x.astype(float), ucb["dept"], ucb["count"].to_numpy(float)


def saga(x, y, weights, l1, l2):
    """A row of count 3 is three rows."""
    model = LogisticRegression(
        C=1 / (weights.sum() * (l1 + l2)),
        l1_ratio=l1 / (l1 + l2),
        solver="saga",
        tol=1e-13,
        max_iter=2_000 if weights.sum() > len(y) else 20_000,
        random_state=0,
    )
    rows = np.repeat(np.arange(len(y)), weights.astype(int))
    model.fit(x[rows], y[rows])
    return model.coef_, model.intercept_


def with_zeros(c, l2):
    """Among equals those with a zero for each feature, where an even number of classes leaves a choice."""
    c = c.copy()
    classes = len(c)
    if l2 == 0 and classes % 2 == 0:
        for j in range(c.shape[1]):
            low, high = np.sort(c[:, j])[classes // 2 - 1 : classes // 2 + 1]
            less = low if abs(low) < abs(high) else high
            c[:, j] -= less
    c[np.abs(c) < 1e-7] = 0
    return c


def slopes(x, y, weights, c, b):
    """The gradient of the mean loss by coefficients and intercepts, and the probabilities."""
    extended = np.longdouble
    z = x.astype(extended) @ c.T.astype(extended) + b.astype(extended)
    z -= z.max(axis=1, keepdims=True)
    p = np.exp(z)
    p /= p.sum(axis=1, keepdims=True)
    r = p.copy()
    r[np.arange(len(y)), y] -= 1
    r *= weights.astype(extended)[:, None] / extended(weights.sum())
    return r.T @ x.astype(extended), r.sum(axis=0), p.astype(float)


def nearer(x, y, weights, c, b, l1, l2):
    """Accelerated proximal gradient steps, for where saga was slow."""
    ones, share = np.column_stack([x, np.ones(len(x))]), weights / weights.sum()
    step = 1 / (np.linalg.eigvalsh(ones.T @ (ones * share[:, None]))[-1] / 2 + l2)
    w, penalised = np.column_stack([c, b]), np.append(np.ones(c.shape[1]), 0)
    ahead, momentum = w.copy(), 1.0
    for _ in range(20_000):
        z = ones @ ahead.T
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        p[np.arange(len(y)), y] -= 1
        to = ahead - step * ((p * share[:, None]).T @ ones + l2 * penalised * ahead)
        to = np.sign(to) * np.maximum(np.abs(to) - step * l1 * penalised, 0)
        if np.sum((ahead - to) * (to - w)) > 0:
            momentum = 1.0
        after = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        ahead = to + (momentum - 1) / after * (to - w)
        w, momentum = to, after
    return w[:, :-1], w[:, -1]


def newton(x, y, weights, c, b, signs, l1, l2):
    """The optimum where the signs are these: coefficients that would change theirs become 0."""
    classes, p = c.shape
    ones, share = np.column_stack([x, np.ones(len(x))]), weights / weights.sum()
    for _ in range(200):
        free = [(k, j) for k in range(classes) for j in range(p) if signs[k, j] != 0]
        free += [(k, p) for k in range(1, classes)]
        of_c, of_b, prob = slopes(x, y, weights, c, b)
        slope = [of_c[k, j] + l1 * signs[k, j] + l2 * c[k, j] if j < p else of_b[k] for k, j in free]
        hessian = np.empty((len(free), len(free)))
        for row, (k, j) in enumerate(free):
            for column, (l, h) in enumerate(free):
                s = share * prob[:, k] * ((k == l) - prob[:, l])
                hessian[row, column] = np.sum(s * ones[:, j] * ones[:, h]) + l2 * (row == column and j < p)
        step = np.linalg.solve(hessian, np.array(slope, dtype=float))
        for (k, j), d in zip(free, step):
            if j == p:
                b[k] -= d
            elif (c[k, j] - d) * signs[k, j] < 0:
                c[k, j] = signs[k, j] = 0
            else:
                c[k, j] -= d
        if np.abs(step).max() < 1e-17 * max(1, np.abs(c).max()):
            break


def refit(x, y, weights, c, b, l1, l2):
    c, b = c.astype(np.longdouble), (b - b[0]).astype(np.longdouble)
    signs = np.sign(c).astype(float)
    for _ in range(20):
        newton(x, y, weights, c, b, signs, l1, l2)
        of_c, _, _ = slopes(x, y, weights, c, b)
        steep = (signs == 0) & (np.abs(of_c) > l1 * (1 + 1e-12))
        if not steep.any():
            break
        signs[steep] = -np.sign(of_c[steep])
    assert not steep.any(), "a zero is not optimal"
    off = np.abs(of_c + l2 * c + l1 * signs)
    assert np.all(off[signs != 0] < 1e-16), off
    return c.astype(float), b.astype(float)


def less_mean(c, b):
    return {"coef": (c - c.mean(axis=0)).tolist(), "intercept": (b - b.mean()).tolist()}


def main():
    figures = {"scikit-learn": sklearn.__version__, "tables": {}}
    for name, x, target, weights in tables():
        classes, y = np.unique(target, return_inverse=True)
        rows = weights > 0
        x, y, weights = x[rows], y[rows], weights[rows]
        fits = []
        for l1, l2 in PENALTIES:
            c, b = saga(x, y, weights, l1, l2)
            near, b_near = nearer(x, y, weights, c, b, l1, l2)
            exact = refit(x, y, weights, with_zeros(near, l2), b_near, l1, l2)
            zeros = int(np.sum(exact[0] == 0))
            saga_off = np.abs(c - c.mean(axis=0) - (exact[0] - exact[0].mean(axis=0))).max()
            print(name, l1, l2, "zeros", zeros, "saga off by", saga_off)
            fits.append({"l1": l1, "l2": l2, "zeros": zeros, "saga": less_mean(c, b), "refit": less_mean(*exact)})
        figures["tables"][name] = {"classes": classes.tolist(), "fits": fits}
    Path("sparse_softmax.json").write_text(json.dumps(figures, indent=1) + "\n")


main()
