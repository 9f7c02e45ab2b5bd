"""Fits of several classes by Python's libraries, for `cargo xtask bench --case softmax --peers`.

Prints one JSON object a fit: its time and its weights, a row a class (coefficients, then the intercept).
Fits minimise sum of losses + l2/2 |coefficients|^2. A solver is run with ever smaller tolerances until
the gradient of the mean loss is at most 1e-9, or until it gets no further; the time is the best of three
runs at that tolerance.
"""

import json
import sys
import time
import warnings

import numpy as np

from blas import say_which

GOAL = 1e-9
PATIENCE = 40.0  # seconds for all tolerances of one solver

folder, n, p = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
X = np.fromfile(f"{folder}/features.bin").reshape(p, n).T  # column-major, as it was written
y = np.fromfile(f"{folder}/classes.bin").astype(np.int64)
warnings.filterwarnings("ignore")


def gradient(weights, l2):
    """The largest entry of the gradient of the mean loss."""
    z = X @ weights[:, :-1].T + weights[:, -1]
    r = np.exp(z - z.max(axis=1, keepdims=True))
    r /= r.sum(axis=1, keepdims=True)
    r[np.arange(n), y] -= 1
    of_coefficients = r.T @ X + l2 * weights[:, :-1]
    return max(np.abs(of_coefficients).max(), np.abs(r.sum(axis=0)).max()) / n


def timed(fit):
    start = time.perf_counter()
    weights = fit()
    return time.perf_counter() - start, weights


def show(peer, fit, l2):
    """`fit(tolerance)` gives weights."""
    spent, best = 0.0, None
    for tolerance in (1e-4, 1e-6, 1e-8, 1e-10, 1e-12, 1e-14, 1e-16):
        try:
            seconds, weights = timed(lambda: fit(tolerance))
        except Exception as error:
            print(f"{peer}: {error}", file=sys.stderr)
            return
        reached = gradient(weights, l2)
        if best is None or reached < best[0]:
            best = reached, tolerance, seconds, weights
        spent += seconds
        if reached <= GOAL or spent + seconds > PATIENCE:
            break
    _, tolerance, seconds, weights = best
    for _ in range(2 if seconds < 10 else 0):
        seconds = min(seconds, timed(lambda: fit(tolerance))[0])
    line = {"peer": peer, "seconds": seconds, "l2": l2, "weights": weights.tolist()}
    print(json.dumps(line), flush=True)


def by_class(model):
    return np.c_[model.coef_, model.intercept_]


def logistic(peer, regression, l2, **settings):
    def fit(tolerance):
        model = regression(C=1 / l2 if l2 > 0 else np.inf, tol=tolerance, max_iter=10_000, **settings)
        return by_class(model.fit(X, y))

    show(peer, fit, l2)


def scikit_learn(l2):
    from sklearn.linear_model import LogisticRegression

    for solver in ("lbfgs", "newton-cholesky", "newton-cg"):
        logistic(f"scikit-learn {solver}", LogisticRegression, l2, solver=solver)


def intel(l2):
    from sklearnex.linear_model import LogisticRegression

    for solver in ("lbfgs", "newton-cg"):
        logistic(f"Intel sklearnex {solver}", LogisticRegression, l2, solver=solver)


def statsmodels(l2):
    import statsmodels.api as sm

    def fit(tolerance):
        model = sm.MNLogit(y, np.c_[X, np.ones(n)])
        beside_the_first = model.fit(disp=0, method="newton", tol=tolerance).params
        return np.vstack([np.zeros(p + 1), np.asarray(beside_the_first).T])

    if l2 == 0:
        show("statsmodels newton", fit, l2)


for peers in (scikit_learn, intel, statsmodels):
    try:
        for l2 in (1.0, 0.0):
            peers(l2)
    except ImportError as error:
        print(f"not compared, because not installed: {error.name}", file=sys.stderr)
say_which()
