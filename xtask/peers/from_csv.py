"""Reads a CSV and fits a logistic regression, as a script for the task would: from_csv.py polars|pandas FILE.

Prints one line of JSON: seconds to read, and the coefficients.
"""

import json
import sys
import time

reader, file = sys.argv[1:]
if reader == "polars":
    import polars

    start = time.perf_counter()
    table = polars.read_csv(file)
    seconds = time.perf_counter() - start
    x, y = table.drop("y").to_numpy(), table["y"].to_numpy()
else:
    import pandas

    start = time.perf_counter()
    table = pandas.read_csv(file)
    seconds = time.perf_counter() - start
    x, y = table.drop(columns="y"), table["y"]

from sklearn.linear_model import LogisticRegression

model = LogisticRegression(C=float("inf"), solver="newton-cholesky", tol=1e-9).fit(x, y)
print(json.dumps({"read_seconds": seconds, "coefficients": model.coef_[0].tolist()}))
