"""Reads a CSV with categories and fits a logistic regression: categories.py glum|sklearn FILE L2 COLUMN=BASELINE ...

Minimises mean loss + L2/2 |coefficients|^2. Prints one line of JSON: seconds of the fit alone, and the coefficients by name.
"""

import json
import sys
import time
import warnings

import numpy as np
import pandas
import polars

from blas import say_which

peer, file, l2 = sys.argv[1], sys.argv[2], float(sys.argv[3])
baselines = dict(name.split("=", 1) for name in sys.argv[4:])
warnings.filterwarnings("ignore")
table = polars.read_csv(file)
y = (table["y"] == "yes").to_numpy().astype(float)
table = table.drop("y").to_pandas()
for column, baseline in baselines.items():
    levels = sorted(set(table[column]) - {baseline})
    table[column] = pandas.Categorical(table[column], [baseline, *levels])

start = time.perf_counter()
if peer == "glum":
    from glum import GeneralizedLinearRegressor

    model = GeneralizedLinearRegressor(
        family="binomial", alpha=l2, l1_ratio=0, drop_first=True, gradient_tol=1e-10, max_iter=200
    ).fit(table, y)
    names = [str(name).replace("[", "=").rstrip("]") for name in model.feature_names_]
    coefficients, intercept = model.coef_, model.intercept_
else:
    from scipy import sparse
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import OneHotEncoder

    numbers = [column for column in table if column not in baselines]
    encoder = OneHotEncoder(drop=list(baselines.values())).fit(table[list(baselines)])
    X = sparse.hstack([table[numbers].to_numpy(), encoder.transform(table[list(baselines)])], "csr")
    model = LogisticRegression(C=1 / (l2 * len(y)), tol=1e-9, max_iter=1000).fit(X, y)
    levels = [f"{column}={level}" for column, all_of_it in zip(baselines, encoder.categories_)
              for level in all_of_it if level != baselines[column]]
    names = numbers + levels
    coefficients, intercept = model.coef_[0], model.intercept_[0]
seconds = time.perf_counter() - start
say_which()
name = {"glum": "glum, categoricals", "sklearn": "scikit-learn, sparse one-hot, lbfgs"}[peer]
print(json.dumps({
    "peer": name, "seconds": seconds, "intercept": float(intercept),
    "coefficients": dict(zip(names, map(float, np.asarray(coefficients)))),
}))
