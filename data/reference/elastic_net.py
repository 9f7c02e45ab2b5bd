"""Writes elastic_net.json: coefficients under penalties on absolute values, as scikit-learn has them.

Run in this folder: python elastic_net.py (needs pandas and scikit-learn).

The penalties are those of a mean loss: l1 * sum |c| + l2 / 2 * sum c^2. Features are standardised
by their population deviation before.
"""

import json
from pathlib import Path

import pandas as pd
import sklearn
from sklearn.linear_model import ElasticNet, LogisticRegression
from sklearn.preprocessing import StandardScaler

REAL = Path(__file__).parent.parent / "real"


def linear(x, y, l1, l2):
    """mean (z - y)^2 / 2 + alpha * (ratio * l1-norm + (1 - ratio) / 2 * l2-norm^2)."""
    model = ElasticNet(alpha=l1 + l2, l1_ratio=l1 / (l1 + l2), tol=1e-15, max_iter=10**7)
    model.fit(x, y)
    return {"l1": l1, "l2": l2, "coef": model.coef_.tolist(), "intercept": model.intercept_}


def logistic(x, y, l1, l2):
    """C * sum of losses + ratio * l1-norm + (1 - ratio) / 2 * l2-norm^2."""
    model = LogisticRegression(
        C=1 / (len(y) * (l1 + l2)),
        l1_ratio=l1 / (l1 + l2),
        solver="saga",
        tol=1e-14,
        max_iter=10**6,
        random_state=0,
    )
    model.fit(x, y)
    return {
        "l1": l1,
        "l2": l2,
        "coef": model.coef_[0].tolist(),
        "intercept": float(model.intercept_[0]),
    }


def main():
    cancer = pd.read_csv(REAL / "breast_cancer_wdbc.csv")
    features = [name for name in cancer.columns if name.startswith("mean_")]
    x = StandardScaler().fit_transform(cancer[features])
    labels = cancer["malignant"].to_numpy()
    worst = cancer["worst_radius"].to_numpy()
    penalties = [(0.1, 0.0), (0.02, 0.02), (0.005, 0.001)]
    figures = {
        "scikit-learn": sklearn.__version__,
        "table": "breast_cancer_wdbc.csv, the ten mean_ features, standardised",
        "worst_radius": [linear(x, worst, l1, l2) for l1, l2 in penalties],
        "malignant": [logistic(x, labels, l1, l2) for l1, l2 in penalties],
    }
    Path("elastic_net.json").write_text(json.dumps(figures, indent=1) + "\n")


main()
