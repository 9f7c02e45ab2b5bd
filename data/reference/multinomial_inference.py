"""What the data say about fits of several classes, by statsmodels 0.15.0 and by formulas: multinomial_inference.json.

    pip install statsmodels pandas && python data/reference/multinomial_inference.py > data/reference/multinomial_inference.json

Parameters stand class by class without the first, features before the intercept. From statsmodels: parameters, covariance,
sandwiches HC0, CR0 and CR1, contrasts across classes, and marginal effects (at all rows and at the mean row, for all
classes). From formulas, in 80-bit arithmetic: HC2 and HC3 with the block of the hat matrix that belongs to a row, and the
errors of the logarithm of the odds of each class. A table of counts is given to statsmodels row by row.
"""
import json
import pathlib

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy.linalg import sqrtm

REAL = pathlib.Path(__file__).parents[1] / "real"


def numbers(values):
    return np.asarray(values, dtype=float).tolist()


def tables():
    """Features, classes and counts, all from data/real."""
    birds = pd.read_csv(REAL / "penguins.csv").dropna()
    birds["male"] = (birds.sex == "male").astype(float)
    yield "penguins.csv", "island", birds[["bill_length_mm", "bill_depth_mm", "body_mass_g", "male"]], birds.island, None
    yield "penguins.csv", "species", birds[["body_mass_g"]], birds.species, None
    flights = pd.read_csv(REAL / "challenger.csv").dropna()
    yield "challenger.csv", "failures", flights[["temperature_f"]], flights.failures.astype(int).astype(str), None
    people = pd.read_csv(REAL / "titanic_table.csv").query("`class` != 'crew'")  # among which there is no child
    features = pd.DataFrame({"female": people.sex == "female", "child": people.age == "child", "survived": people.survived})
    yield "titanic_table.csv", "class", features, people["class"], people["count"]
    people = pd.read_csv(REAL / "ucb_admissions.csv")
    features = pd.DataFrame({"female": people.gender == "female", "admit": people.admit})
    yield "ucb_admissions.csv", "dept", features, people.dept, people["count"]


def probabilities(x, params):
    z = np.column_stack([np.zeros(len(x)), x @ params]).astype(np.longdouble)
    z = np.exp(z - z.max(axis=1, keepdims=True))
    return (z / z.sum(axis=1, keepdims=True)).astype(float)


def polished(x, labels, params):
    """The optimum to the last digits, by Newton's method with 80-bit residuals."""
    k, p = params.shape[1], x.shape[1]
    for _ in range(5):
        q = probabilities(x, params)[:, 1:]
        residual = (labels[:, None] == np.arange(1, k + 1)) - q
        gradient = (x.T @ residual).T.ravel()
        params = params + np.linalg.solve(information(x, q), gradient).reshape(k, p).T
    return params


def information(x, q):
    k = q.shape[1]
    return np.block([[(x * (q[:, a] * ((a == b) - q[:, b]))[:, None]).T @ x for b in range(k)] for a in range(k)])


def by_formulas(x, labels, params):
    k, p = params.shape[1], x.shape[1]
    all_p = probabilities(x, params)
    q = all_p[:, 1:]
    bread = np.linalg.inv(information(x, q))
    residual = (labels[:, None] == np.arange(1, k + 1)) - q
    fillings = {"hc2": 0.0, "hc3": 0.0}
    log_odds = []
    for i in range(len(x)):
        rows = np.kron(np.eye(k), x[i])  # the logits of one row: k x kp
        weight = np.diag(q[i]) - np.outer(q[i], q[i])
        rest = np.eye(k) - weight @ rows @ bread @ rows.T
        for name, part in (("hc2", np.linalg.inv(np.real(sqrtm(rest)))), ("hc3", np.linalg.inv(rest))):
            score = rows.T @ (part @ residual[i])
            fillings[name] = fillings[name] + np.outer(score, score)
        jacobian = []  # of ln (p / (1 - p)), by the parameters
        for c in range(k + 1):
            d = [((c == l) - all_p[i, l]) / (1 - all_p[i, c]) for l in range(1, k + 1)]
            jacobian.append(np.array(d) @ rows)
        jacobian = np.array(jacobian)
        log_odds.append(np.sqrt(np.diag(jacobian @ bread @ jacobian.T)))
    found = {name: numbers(np.sqrt(np.diag(bread @ filling @ bread))) for name, filling in fillings.items()}
    return found, log_odds


def entry(table, target, x, labels, count):
    x, names = x.astype(float), sorted(labels.unique())
    codes = labels.map(names.index).to_numpy()
    clusters, firsts = np.arange(len(x)) % 7, np.arange(len(x))
    if count is not None:
        every = np.repeat(np.arange(len(x)), count)
        firsts = np.cumsum(count.to_numpy()) - count.to_numpy()
        x, codes, clusters = x.iloc[every], codes[every], clusters[every]
    plain = np.column_stack([x.to_numpy(), np.ones(len(x))])  # the intercept last
    model = sm.MNLogit(codes, plain)
    start = model.fit(disp=0, method="newton", maxiter=200, tol=1e-14).params
    best = polished(plain, codes, np.asarray(start))

    def fit(**kind):
        return model.fit(start_params=best.ravel("F"), disp=0, method="newton", maxiter=1, warn_convergence=False, **kind)
    of_model = fit()
    k, p = best.shape[1], best.shape[0]
    rows = np.zeros((3, k * p))
    rows[0, [0, p]] = 1, -1  # the first feature: of the second class less that of the third
    rows[1, [p - 1, 2 * p - 1]] = 1, -1  # their intercepts
    rows[2, 0], rows[2, p], rows[2, p - 1] = 2, 1, 0.5
    together = of_model.wald_test(rows[:2], scalar=True)
    contrasts = of_model.t_test(rows)
    found = {"table": table, "target": target, "classes": names, "features": list(x.columns), "rows": len(x),
             "coefficients": numbers(best.T), "log_likelihood": float(of_model.llf), "null_log_likelihood": float(of_model.llnull),
             "covariance": numbers(of_model.cov_params()),
             "contrasts": numbers(contrasts.effect), "contrast_errors": numbers(contrasts.sd),
             "wald": float(together.statistic),
             "hc0": numbers(fit(cov_type="HC0").bse.T.ravel())}
    for name, correct in (("cr0", False), ("cr1", True)):
        of_clusters = fit(cov_type="cluster", cov_kwds={"groups": clusters, "use_correction": correct})
        found[name] = numbers(of_clusters.bse.T.ravel())
    for at in ("overall", "mean"):
        effects = of_model.get_margeff(at=at, method="dydx")
        found[f"effects_{at}"], found[f"effect_errors_{at}"] = numbers(effects.margeff[:p - 1]), numbers(effects.margeff_se[:p - 1])
    sandwiches, log_odds = by_formulas(plain, codes, best)
    some = [i for i in range(len(firsts)) if count is None or count.iloc[i] > 0][:10]  # rows of the file that count
    return found | sandwiches | {"log_odds_rows": some, "log_odds_errors": numbers([log_odds[firsts[i]] for i in some])}


print(json.dumps({f"{target} of {table}": entry(table, target, *rest) for table, target, *rest in tables()}))
