"""Paths of lassos for several classes by other libraries, for `cargo xtask bench --case sparse --peers`.

Prints one JSON object a path: its time, and the largest excess of its objectives over ours (the values in
objectives.bin), as a part of 1 + J. Each library is run with ever smaller tolerances until that is at most 1e-6, or it
runs out of patience.
"""

import json
import os
import subprocess
import sys
import time
import warnings

import numpy as np

from blas import say_which

GOAL = 1e-6
PATIENCE = 300.0  # seconds for all tolerances of one library
folder, n, p, classes = sys.argv[1], *(int(size) for size in sys.argv[2:5])
X = np.fromfile(f"{folder}/features.bin").reshape(p, n).T
y = np.fromfile(f"{folder}/classes.bin").astype(np.int64)
lambdas = np.fromfile(f"{folder}/lambda.bin")
objectives = np.fromfile(f"{folder}/objectives.bin")
here = os.path.dirname(os.path.abspath(__file__))
warnings.filterwarnings("ignore")


def excess(weights):
    """Weights by penalty, class and feature, the intercepts last."""

    def of(w, l1, best):
        z = X @ w[:, :-1].T + w[:, -1]
        top = z.max(axis=1)
        losses = np.log(np.exp(z - top[:, None]).sum(axis=1)) + top - z[np.arange(n), y]
        value = losses.mean() + l1 * np.abs(w[:, :-1]).sum()
        return (value - best) / (1 + best)

    return max(of(*each) for each in zip(weights, lambdas, objectives))


def show(peer, fit, tolerances):
    """`fit(tolerance)` gives seconds and weights."""
    best, spent = None, 0.0
    for tolerance in tolerances:
        try:
            seconds, weights = fit(tolerance)
        except Exception as error:  # a library that is not there is left out
            print(f"{peer}: {error}", file=sys.stderr)
            return
        worst = excess(weights)
        if best is None or worst < best[1]:
            best = (seconds, worst)
        spent += seconds
        if worst <= GOAL or spent > PATIENCE:
            break
    print(json.dumps({"peer": peer, "seconds": best[0], "worst_gap": best[1]}), flush=True)


def saga(tolerance):
    from sklearn.linear_model import LogisticRegression

    rows, weights = np.ascontiguousarray(X), []
    start = time.perf_counter()
    model = LogisticRegression(
        l1_ratio=1.0, solver="saga", tol=tolerance, max_iter=10_000, warm_start=True, random_state=0
    )
    for l1 in lambdas:
        model.set_params(C=1 / (n * l1))
        model.fit(rows, y)
        weights.append(np.c_[model.coef_, model.intercept_])
        if time.perf_counter() - start > PATIENCE:
            raise TimeoutError(f"{len(weights)} of {len(lambdas)} penalties in {PATIENCE:.0f} s at {tolerance:.0e}")
    return time.perf_counter() - start, weights


def glmnet(tolerance):
    sizes = [str(size) for size in (n, p, classes)]
    subprocess.run(
        ["Rscript", f"{here}/sparse.R", folder, *sizes, str(tolerance)], check=True, stdout=subprocess.DEVNULL
    )
    numbers = np.fromfile(f"{folder}/weights.bin")
    return numbers[0], numbers[1:].reshape(len(lambdas), classes, p + 1)


show("glmnet", glmnet, 10.0 ** -np.arange(6, 15))
show("scikit-learn saga", saga, (1e-2, 1e-3, 1e-4, 1e-5, 1e-6))
say_which()
