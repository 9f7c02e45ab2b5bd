"""Writes explained.json: the scikit-learn calls that `explain()` prints, run.

Run in this folder, with the calls that the test prints: python explained.py < calls.txt, where
calls.txt is what `cargo test -p regress-models --test values explain -- --nocapture | grep '^{'` gives.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import sklearn
from sklearn.linear_model import ElasticNet, LinearRegression, LogisticRegression, Ridge
from sklearn.preprocessing import StandardScaler

KNOWN = {
    "np": np,
    "ElasticNet": ElasticNet,
    "LinearRegression": LinearRegression,
    "LogisticRegression": LogisticRegression,
    "Ridge": Ridge,
}
REAL = Path(__file__).parent.parent / "real"


def main():
    cancer = pd.read_csv(REAL / "breast_cancer_wdbc.csv")
    features = [name for name in cancer.columns if name.startswith("mean_")]
    iris = pd.read_csv(REAL / "iris.csv")
    measures = iris[["sepal_length", "sepal_width", "petal_length", "petal_width"]]
    of_cancer = StandardScaler().fit_transform(cancer[features])
    tables = {
        "logistic": (of_cancer, cancer["malignant"].to_numpy()),
        "linear": (of_cancer, cancer["worst_radius"].to_numpy()),
        "softmax": (StandardScaler().fit_transform(measures), iris["species"].to_numpy()),
    }
    figures = []
    for line in sys.stdin:
        entry = json.loads(line)
        x, y = tables[entry["model"]]
        model = eval(entry["call"], KNOWN)
        model.fit(x, y)
        entry["coef"] = np.ravel(model.coef_).tolist()
        entry["intercept"] = np.ravel(model.intercept_).tolist()
        figures.append(entry)
    written = {"scikit-learn": sklearn.__version__, "fits": figures}
    Path("explained.json").write_text(json.dumps(written, indent=1) + "\n")


main()
