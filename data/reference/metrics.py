"""Writes metrics.json: metrics of random predictions, as scikit-learn has them.

Run in this folder: python metrics.py (needs scikit-learn).
"""

import json
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn import metrics as m
from sklearn.calibration import calibration_curve

warnings.filterwarnings("ignore")


def binary(rng):
    n = int(rng.integers(2, 40))
    share = rng.choice([0.0, 0.1, 0.5, 0.9])
    y = (rng.random(n) < share).astype(int)
    # Rounded to 1 to 3 digits: many ties, or few; never 0 or 1.
    p = np.clip(np.round(rng.random(n), int(rng.integers(1, 4))), 0.05, 0.95)
    w = rng.choice([None, "counts", "real"])
    if w is not None:
        w = rng.integers(0, 4, n).astype(float) if w == "counts" else rng.random(n)
        if w.sum() == 0:
            w[0] = 1.0
    both = len(set(y[w > 0] if w is not None else y)) == 2
    positives = (y if w is None else y[w > 0]).sum() > 0
    case = {
        "actual": y.tolist(),
        "probabilities": p.tolist(),
        "weights": None if w is None else w.tolist(),
        "log_loss": m.log_loss(y, p, labels=[0, 1], sample_weight=w),
        "brier": m.brier_score_loss(y, p, sample_weight=w),
        "auc": m.roc_auc_score(y, p, sample_weight=w) if both else None,
        "average_precision": m.average_precision_score(y, p, sample_weight=w) if positives else None,
    }
    if w is None:
        rates, means = calibration_curve(y, p, n_bins=5)
        case["calibration"] = np.column_stack([means, rates]).tolist()
        if both:
            fpr, tpr, _ = m.roc_curve(y, p, drop_intermediate=False)
            case["roc"] = np.column_stack([fpr, tpr]).tolist()
    return case


def several(rng):
    n, k = int(rng.integers(3, 30)), 3
    y = rng.integers(0, k, n)
    p = rng.dirichlet(np.ones(k), n)
    w = None if rng.random() < 0.5 else rng.integers(1, 4, n).astype(float)
    chosen = p.argmax(axis=1)
    case = {
        "actual": y.tolist(),
        "probabilities": p.T.tolist(),
        "weights": None if w is None else w.tolist(),
        "log_loss": m.log_loss(y, p, labels=range(k), sample_weight=w),
    }
    for average in ("macro", "micro"):
        values = m.precision_recall_fscore_support(
            y, chosen, labels=range(k), average=average, zero_division=np.nan
        )[:2]
        case[average] = [None if np.isnan(value) else value for value in values]
    return case


def regression(rng):
    n = int(rng.integers(2, 30))
    y = rng.normal(size=n) * 10 ** rng.uniform(-3, 3)
    z = y + rng.normal(size=n) * np.abs(y).mean()
    w = None if rng.random() < 0.5 else rng.random(n)
    return {
        "actual": y.tolist(),
        "predicted": z.tolist(),
        "weights": None if w is None else w.tolist(),
        "mse": m.mean_squared_error(y, z, sample_weight=w),
        "rmse": m.root_mean_squared_error(y, z, sample_weight=w),
        "mae": m.mean_absolute_error(y, z, sample_weight=w),
        "r2": m.r2_score(y, z, sample_weight=w),
    }


def main():
    rng = np.random.default_rng(42)
    figures = {
        "scikit-learn": sklearn.__version__,
        "binary": [binary(rng) for _ in range(160)],
        "several": [several(rng) for _ in range(40)],
        "regression": [regression(rng) for _ in range(40)],
    }
    Path("metrics.json").write_text(json.dumps(figures) + "\n")


main()
