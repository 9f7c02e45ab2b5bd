"""Fits of Python's libraries on the data that `cargo xtask bench --peers` wrote.

Prints one JSON object a fit: its time and its weights (coefficients, then the intercept). Logistic
fits minimise sum of losses + 1/2 |coefficients|^2 (C = 1). A solver is run with ever smaller
tolerances until the gradient of the mean loss is at most 1e-9, or until it gets no further; the time
is that of the run that got there.
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
labels = np.fromfile(f"{folder}/labels.bin", dtype=np.uint8)
targets = np.fromfile(f"{folder}/targets.bin")
warnings.filterwarnings("ignore")


def gradient(weights, l2, penalised_intercept):
    """The largest entry of the gradient of the mean loss."""
    coefficients, intercept = weights[:-1], weights[-1]
    with np.errstate(over="ignore"):
        r = 1 / (1 + np.exp(-(X @ coefficients + intercept))) - labels
    of_coefficients = (X.T @ r + l2 * coefficients) / n
    of_intercept = (r.sum() + l2 * intercept * penalised_intercept) / n
    return max(np.abs(of_coefficients).max(), abs(of_intercept))


def timed(fit):
    start = time.perf_counter()
    weights = np.asarray(fit(), dtype=float)
    return time.perf_counter() - start, weights


def best_of(fit, seconds, weights):
    for _ in range(2 if seconds < 2 else 0):
        again, _ = timed(fit)
        seconds = min(seconds, again)
    return seconds, weights


def show(peer, model, seconds, weights, l2, penalised_intercept=False):
    print(json.dumps({
        "peer": peer, "model": model, "seconds": seconds, "weights": weights.tolist(), "l2": l2,
        "penalised_intercept": penalised_intercept,
    }), flush=True)


def logistic(peer, fit, l2=1.0, penalised_intercept=False):
    """`fit(tolerance)` gives weights."""
    spent, best = 0.0, None
    for tolerance in (1e-4, 1e-6, 1e-8, 1e-10, 1e-12, 1e-14):
        try:
            seconds, weights = timed(lambda: fit(tolerance))
        except Exception as error:
            print(f"{peer}: {error}", file=sys.stderr)
            return
        reached = gradient(weights, l2, penalised_intercept)
        if best is None or reached < best[0]:
            best = reached, tolerance, seconds, weights
        spent += seconds
        if reached <= GOAL or spent + seconds > PATIENCE:
            break
    _, tolerance, seconds, weights = best
    show(peer, "logistic", *best_of(lambda: fit(tolerance), seconds, weights), l2, penalised_intercept)


def linear(peer, fit):
    try:
        seconds, weights = timed(fit)
    except Exception as error:
        print(f"{peer}: {error}", file=sys.stderr)
        return
    show(peer, "linear", *best_of(fit, seconds, weights), 0.0)


def with_intercept(model):
    return np.r_[np.ravel(model.coef_), np.ravel(model.intercept_)]


def scikit_learn():
    from sklearn.linear_model import LinearRegression, LogisticRegression

    for solver in ("lbfgs", "newton-cholesky", "newton-cg", "liblinear", "sag", "saga"):
        slow = solver in ("sag", "saga")
        logistic(
            f"scikit-learn {solver}",
            lambda tolerance: with_intercept(
                LogisticRegression(
                    solver=solver, tol=tolerance, max_iter=100 if slow else 10_000
                ).fit(X, labels)
            ),
            penalised_intercept=solver == "liblinear",
        )
    linear("scikit-learn", lambda: with_intercept(LinearRegression().fit(X, targets)))


def intel():
    from sklearnex.linear_model import LinearRegression, LogisticRegression

    logistic(
        "Intel sklearnex lbfgs",
        lambda tolerance: with_intercept(
            LogisticRegression(tol=tolerance, max_iter=10_000).fit(X, labels)
        ),
    )
    linear("Intel sklearnex", lambda: with_intercept(LinearRegression().fit(X, targets)))


def glum():
    from glum import GeneralizedLinearRegressor

    logistic(
        "glum irls-ls",
        lambda tolerance: with_intercept(
            GeneralizedLinearRegressor(
                family="binomial", alpha=1 / n, l1_ratio=0, gradient_tol=tolerance
            ).fit(X, labels.astype(float))
        ),
    )


def statsmodels():
    import statsmodels.api as sm

    def unpenalised(tolerance):
        fit = sm.Logit(labels, np.c_[X, np.ones(n)]).fit(disp=0, method="newton", tol=tolerance)
        return fit.params

    logistic("statsmodels newton", unpenalised, l2=0.0)
    linear("statsmodels", lambda: sm.OLS(targets, np.c_[X, np.ones(n)]).fit().params)


def numpy():
    def normal_equations():
        means = X.mean(axis=0)
        gram = X.T @ X - n * np.outer(means, means)
        coefficients = np.linalg.solve(gram, X.T @ targets - n * means * targets.mean())
        return np.r_[coefficients, targets.mean() - means @ coefficients]

    linear("NumPy lstsq", lambda: np.linalg.lstsq(np.c_[X, np.ones(n)], targets)[0])
    linear("NumPy normal equations", normal_equations)


for peers in (scikit_learn, intel, glum, statsmodels, numpy):
    try:
        peers()
    except ImportError as error:
        print(f"not compared, because not installed: {error.name}", file=sys.stderr)
say_which()
