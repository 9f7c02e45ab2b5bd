"""Paths of elastic nets by other libraries, for `cargo xtask bench --case path --peers`.

Prints one JSON object a path: its time and the worst of its duality gaps. Each library is run with
ever smaller tolerances until every gap is at most 1e-8 (1 + J), or it gets no further.
"""

import json
import os
import subprocess
import sys
import time
import warnings

import numpy as np

from blas import say_which

GOAL = 1e-8
PATIENCE = 60.0  # seconds for all tolerances of one library
folder, n, p = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
ratio, cargo, target = float(sys.argv[4]), sys.argv[5], sys.argv[6]
X = np.fromfile(f"{folder}/features.bin").reshape(p, n).T
labels = np.fromfile(f"{folder}/labels.bin", dtype=np.uint8).astype(float)
targets = np.fromfile(f"{folder}/targets.bin")
here = os.path.dirname(os.path.abspath(__file__))
warnings.filterwarnings("ignore")
TOLERANCES = 10.0 ** -np.arange(4, 17)


def lambdas(y):
    largest = np.abs(X.T @ (y - y.mean()) / n).max() / ratio
    return largest * np.logspace(0, -3, 100)


means = X.mean(axis=0)
centred = X - means
gram = centred.T @ centred / n
product = centred.T @ (targets - targets.mean()) / n
square = np.mean((targets - targets.mean()) ** 2)


def within(slope, l1):
    return min(1.0, l1 / np.abs(slope).max())


def fenchel(c, g, l1, l2):
    conjugate = np.maximum(np.abs(g) - l1, 0) ** 2 / (2 * l2)
    return np.sum(l1 * np.abs(c) + l2 / 2 * c**2 + conjugate + c * g)


def linear_gap(c, _, l1, l2):
    g = gram @ c - product
    loss = (c @ gram @ c - 2 * product @ c + square) / 2
    value = loss + l1 * np.abs(c).sum() + l2 / 2 * c @ c
    gap = min((1 - f) ** 2 * loss + fenchel(c, f * g, l1, l2) for f in (1.0, within(g, l1)))
    return gap / (1 + value)


def logistic_gap(c, b, l1, l2):
    z = X @ c + b
    probability = 1 / (1 + np.exp(-z))
    r, s = probability - labels, probability * (1 - probability)
    t = r.mean() / s.mean()
    g = X.T @ (r - t * s) / n
    value = np.mean(np.logaddexp(0, z) - labels * z) + l1 * np.abs(c).sum() + l2 / 2 * c @ c
    return (t * r.mean() + fenchel(c, g, l1, l2)) / (1 + value)


def worst_gap(model, coefficients, intercepts, lambdas):
    gap = linear_gap if model == "linear" else logistic_gap
    return max(
        gap(c, b, ratio * l, (1 - ratio) * l)
        for c, b, l in zip(coefficients, intercepts, lambdas)
    )


def show(peer, model, y, fit):
    """`fit(lambdas, tolerance)` gives seconds, coefficients (one row a penalty) and intercepts."""
    penalties, best, spent = lambdas(y), None, 0.0
    for tolerance in TOLERANCES:
        try:
            seconds, coefficients, intercepts = fit(penalties, tolerance)
        except Exception as error:  # a library that is not there is left out
            print(f"{peer}: {error}", file=sys.stderr)
            return
        worst = worst_gap(model, coefficients, intercepts, penalties)
        if best is None or worst < best[1]:
            best = (seconds, worst)
        spent += seconds
        if worst <= GOAL or spent > PATIENCE:
            break
    line = {"peer": peer, "model": model, "seconds": best[0], "worst_gap": best[1]}
    print(json.dumps(line), flush=True)


def scikit_learn(precompute):
    def fit(penalties, tolerance):
        from sklearn.linear_model import enet_path

        seconds = np.inf
        for _ in range(2):
            start = time.perf_counter()
            mean = X.mean(axis=0)
            shifted = targets - targets.mean()
            inner = np.asfortranarray(X - mean)
            _, coefficients, _ = enet_path(
                inner, shifted, l1_ratio=ratio, alphas=penalties, tol=tolerance,
                precompute=precompute, check_input=False, copy_X=False, max_iter=10**6,
            )
            seconds = min(seconds, time.perf_counter() - start)
        return seconds, coefficients.T, np.zeros(len(penalties))

    return fit


def glmnet(model):
    def fit(penalties, tolerance):
        penalties.tofile(f"{folder}/lambda.bin")
        subprocess.run(
            ["Rscript", f"{here}/path.R", folder, str(n), str(p), str(ratio), model, str(tolerance)],
            check=True, stdout=subprocess.DEVNULL,
        )
        numbers = np.fromfile(f"{folder}/weights.bin")
        weights = numbers[1:].reshape(len(penalties), p + 1)
        return numbers[0], weights[:, :p], weights[:, p]

    return fit


def linfa(penalties, tolerance):
    penalties.tofile(f"{folder}/lambda.bin")
    subprocess.run(
        [cargo, "run", "--quiet", "--release", "--locked", "--manifest-path", f"{here}/Cargo.toml",
         "--target-dir", target, "--", folder, str(n), str(p), "path", str(ratio), str(tolerance)],
        check=True, stdout=subprocess.DEVNULL,
    )
    numbers = np.fromfile(f"{folder}/weights.bin")
    weights = numbers[1:].reshape(len(penalties), p + 1)
    return numbers[0], weights[:, :p], weights[:, p]


show("scikit-learn enet_path, Gram", "linear", targets, scikit_learn(True))
show("scikit-learn enet_path", "linear", targets, scikit_learn(False))
show("glmnet", "linear", targets, glmnet("linear"))
show("glmnet", "logistic", labels, glmnet("logistic"))
show("linfa", "linear", targets, linfa)
say_which()
