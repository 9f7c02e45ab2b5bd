"""Writes judging.json: what predictions for real tables and random ones are worth, as scikit-learn and statsmodels say.

Run in this folder: python judging.py (needs pandas, scikit-learn and statsmodels), then Rscript judging.R.
"""

import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import sklearn
import statsmodels
import statsmodels.api as sm
from scipy.special import expit
from scipy.stats import norm
from sklearn import metrics as m
from sklearn.linear_model import LinearRegression, LogisticRegression

warnings.filterwarnings("ignore")
REAL = Path(__file__).parent.parent / "real"


def none_if_nan(value):
    return None if np.isnan(value) else float(value)


def two_classes(y, p, w):
    """Of labels, probabilities and weights; labels predicted from 1/2 upwards."""
    called = (p >= 0.5).astype(int)
    both = len(set(y[w > 0])) == 2
    ratios = (np.nan, np.nan)
    if both:
        ratios = m.class_likelihood_ratios(y, called, sample_weight=w, replace_undefined_by=np.nan)
    figures = {
        "jaccard": m.jaccard_score(y, called, sample_weight=w) if (y + called).any() else None,
        "kappa": none_if_nan(m.cohen_kappa_score(y, called, labels=[0, 1], sample_weight=w)),
        "likelihood_ratios": [none_if_nan(ratio) for ratio in ratios],
    }
    if both:
        figures["partial_auc"] = [
            m.roc_auc_score(y, p, sample_weight=w, max_fpr=end) for end in (0.05, 0.1, 0.3, 0.8, 1)
        ]
        fpr, fnr, _ = m.det_curve(y, p, sample_weight=w)
        figures["det"] = np.column_stack([fpr, fnr]).tolist()
    return figures


def recalibrated(y, z, w):
    """Logistic regressions of the label: with the logit as offset, and on the logit."""
    exactly = {"tol": 1e-15, "maxiter": 100}
    of = {"family": sm.families.Binomial(), "freq_weights": w}
    large = sm.GLM(y, np.ones((len(y), 1)), offset=z, **of).fit(**exactly)
    line = sm.GLM(y, np.column_stack([z, np.ones(len(y))]), **of).fit(**exactly)
    from_one = (line.params[0] - 1) / line.bse[0]
    return {
        "in_the_large": [large.params[0], large.bse[0], large.pvalues[0]],
        "slope": [line.params[0], line.bse[0], 2 * norm.sf(abs(from_one))],
        "intercept": [line.params[1], line.bse[1], line.pvalues[1]],
    }


def binary_table(frame, target, features, fewer, count=None):
    """Judges two models on the rows that they were not fitted to; with counts, on all rows, their logits distorted."""
    x = pd.get_dummies(frame[features], drop_first=True).astype(float)
    y = frame[target].to_numpy(int)
    w = np.ones(len(y)) if count is None else frame[count].to_numpy(float)
    learn = np.arange(len(y)) % 2 == 0 if count is None else np.ones(len(y), bool)
    judge = ~learn if count is None else learn
    z = []
    for columns in (list(x), [c for c in x if any(c.startswith(f) for f in fewer)]):
        model = LogisticRegression(C=np.inf, tol=1e-8, max_iter=10_000)
        model.fit(x.loc[learn, columns], y[learn], sample_weight=w[learn])
        logits = model.decision_function(x.loc[judge, columns])
        z.append(np.round(logits if count is None else 1.25 * logits - 0.2, 4))
    y, w, p = y[judge], w[judge], np.round(expit(z[0]), 5)
    return {
        "actual": y.tolist(),
        "weights": None if count is None else w.tolist(),
        "logits": z[0].tolist(),
        "other_logits": z[1].tolist(),
        "probabilities": p.tolist(),
        **two_classes(y, p, w),
        "recalibration": recalibrated(y, z[0], w),
    }


def several(y, p, w):
    """Of classes, probabilities by row, and weights."""
    k = p.shape[1]
    called = p.argmax(axis=1)
    precision, recall, f1, _ = m.precision_recall_fscore_support(
        y, called, labels=range(k), average="weighted", sample_weight=w, zero_division=np.nan
    )
    figures = {
        "mcc": m.matthews_corrcoef(y, called, sample_weight=w),
        "kappa": [
            m.cohen_kappa_score(y, called, labels=range(k), weights=weights, sample_weight=w)
            for weights in (None, "linear", "quadratic")
        ],
        "weighted": [none_if_nan(value) for value in (precision, recall, f1)],
        "brier": m.brier_score_loss(y, p, labels=range(k), sample_weight=w),
    }
    if len(set(y)) == k:
        area = lambda how, average, w: m.roc_auc_score(
            y, p, multi_class=how, average=average, sample_weight=w
        )
        rows = np.repeat(np.arange(len(y)), 1 if w is None else w.astype(int))
        pairs = lambda average: m.roc_auc_score(y[rows], p[rows], multi_class="ovo", average=average)
        precisions = lambda average: m.average_precision_score(y, p, average=average, sample_weight=w)
        figures["rest"] = [area("ovr", "macro", w), area("ovr", "weighted", w)]
        figures["pairs"] = [pairs("macro"), pairs("weighted")]
        figures["average_precision"] = [precisions("macro")]
        if w is None: # there, weights do not weight the classes
            figures["average_precision"].append(precisions("weighted"))
    return {
        "actual": y.tolist(),
        "by_class": p.T.tolist(),
        "weights": None if w is None else w.tolist(),
        **figures,
    }


def classes_table(frame, target, features):
    y = frame[target].astype("category").cat.codes.to_numpy()
    x = frame[features]
    model = LogisticRegression(max_iter=10_000).fit(x.iloc[::2], y[::2])
    p = np.round(model.predict_proba(x.iloc[1::2]), 4)
    return several(y[1::2], p / p.sum(axis=1, keepdims=True), None)


def numbers(y, z, w):
    counted = y[w > 0] if w is not None else y
    rows = np.repeat(np.arange(len(y)), 1 if w is None else w.astype(int))
    return {
        "actual": y.tolist(),
        "predicted": z.tolist(),
        "weights": None if w is None else w.tolist(),
        "median": m.median_absolute_error(y[rows], z[rows]),
        "largest": m.max_error(y[rows], z[rows]),
        "percentage": None if (counted == 0).any() else m.mean_absolute_percentage_error(y, z, sample_weight=w),
        "pinball": [m.mean_pinball_loss(y, z, alpha=q, sample_weight=w) for q in (0.1, 0.5, 0.8)],
    }


def numbers_table(frame, target, features):
    y, x = frame[target].to_numpy(float), frame[features]
    model = LinearRegression().fit(x.iloc[::2], y[::2])
    return numbers(y[1::2], np.round(model.predict(x.iloc[1::2]), 4), None)


def tables():
    wdbc = pd.read_csv(REAL / "breast_cancer_wdbc.csv")
    biopsy = pd.read_csv(REAL / "breast_cancer_original.csv").dropna()
    penguins = pd.read_csv(REAL / "penguins.csv").dropna()
    penguins["male"] = (penguins["sex"] == "male").astype(int)
    titanic = pd.read_csv(REAL / "titanic_table.csv")
    admissions = pd.read_csv(REAL / "ucb_admissions.csv")
    iris = pd.read_csv(REAL / "iris.csv")
    sizes = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm"]
    measures = ["sepal_length", "sepal_width"]
    wdbc_features = ["mean_texture", "mean_smoothness", "mean_symmetry"]
    binary = {
        "wdbc": binary_table(wdbc, wdbc.columns[-1], wdbc_features, wdbc_features[:1]),
        "biopsy": binary_table(
            biopsy, "malignant", ["clump_thickness", "mitoses", "marginal_adhesion"], ["clump_thickness"]
        ),
        "penguins": binary_table(penguins, "male", ["bill_length_mm", "body_mass_g"], ["body_mass_g"]),
        "titanic": binary_table(titanic, "survived", ["class", "sex", "age"], ["sex"], "count"),
        "admissions": binary_table(admissions, "admit", ["gender", "dept"], ["gender"], "count"),
    }
    return {
        "binary": binary,
        "several": {
            "iris": classes_table(iris, "species", measures),
            "penguins": classes_table(penguins, "species", ["body_mass_g", "bill_depth_mm"]),
            "islands": classes_table(penguins, "island", sizes),
        },
        "numbers": {
            "iris": numbers_table(iris, "petal_width", measures),
            "penguins": numbers_table(penguins, "body_mass_g", sizes),
            "wdbc": numbers_table(wdbc, "mean_area", wdbc_features),
        },
    }


def random_binary(rng):
    n = int(rng.integers(2, 40))
    y = (rng.random(n) < rng.choice([0.0, 0.1, 0.5, 0.9])).astype(int)
    p = np.round(rng.random(n), int(rng.integers(1, 4)))
    kind = rng.choice(["none", "counts", "real"])
    w = rng.random(n) if kind == "real" else rng.integers(1, 4, n).astype(float)
    weights = None if kind == "none" else w.tolist()
    of = two_classes(y, p, np.ones(n) if kind == "none" else w)
    return {"actual": y.tolist(), "probabilities": p.tolist(), "weights": weights, **of}


def random_several(rng):
    n, k = int(rng.integers(5, 40)), int(rng.integers(3, 5))
    p = np.round(rng.dirichlet(np.ones(k), n), 2)
    p[:, 0] += 1 - p.sum(axis=1)
    p = np.clip(p, 0, 1)
    p /= p.sum(axis=1, keepdims=True)
    return several(rng.integers(0, k, n), p, None if rng.random() < 0.5 else rng.integers(1, 4, n).astype(float))


def random_numbers(rng):
    n = int(rng.integers(2, 30))
    y = np.round(rng.normal(size=n) * 10 ** rng.uniform(-3, 3), 2)
    z = y + rng.normal(size=n) * np.abs(y).mean()
    return numbers(y, z, None if rng.random() < 0.5 else rng.integers(1, 4, n).astype(float))


def main():
    rng = np.random.default_rng(42)
    figures = {
        "scikit-learn": sklearn.__version__,
        "statsmodels": statsmodels.__version__,
        "real": tables(),
        "random": {
            "binary": [random_binary(rng) for _ in range(80)],
            "several": [random_several(rng) for _ in range(40)],
            "numbers": [random_numbers(rng) for _ in range(40)],
        },
    }
    Path("judging.json").write_text(json.dumps(figures) + "\n")


main()
