"""What single rows do to a fit, and sandwich errors, by statsmodels 0.15.0: influence_statsmodels.json.

    pip install statsmodels pandas && python data/reference/influence.py > data/reference/influence_statsmodels.json

Entries are those of influence.json, where the tables are described, with the figures of which statsmodels has the same
definition: of a logistic regression `d_params` is the change by one step with Pearson's residual ("step").
"""
import json
import pathlib

import numpy as np
import pandas as pd
import statsmodels.api as sm

REAL = pathlib.Path(__file__).parents[1] / "real"


def numbers(values):
    return np.asarray(values, dtype=float).tolist()


def errors(fit, groups, is_line):
    def of(kind, **more):
        return numbers(fit(cov_type=kind, cov_kwds=more).bse)
    found = {"hc0": of("HC0"), "cr0": of("cluster", groups=groups, use_correction=False),
             "cr1": of("cluster", groups=groups)}
    if is_line:  # of labels its HC1 is HC0
        found |= {kind.lower(): of(kind) for kind in ("HC1", "HC2", "HC3")}
    return found


def of_labels(table, y, x, groups, offset=None):
    x = sm.add_constant(x.astype(float))
    model = sm.GLM(y.astype(float), x, family=sm.families.Binomial(), offset=offset)
    influence = model.fit(tol=1e-15, maxiter=100).get_influence()
    def fit(**kind):
        return sm.Logit(y.astype(float), x, offset=offset).fit(disp=0, method="newton", **kind)
    return {"table": table, "target": y.name, "features": list(x.columns[1:]), "leverage": numbers(influence.hat_matrix_diag),
            "cooks_distance": numbers(influence.cooks_distance[0]), "step": numbers(influence.d_params),
            **errors(fit, groups, False)}


def of_numbers(table, y, x, groups):
    x = sm.add_constant(x.astype(float))
    influence = sm.OLS(y, x).fit().get_influence()
    return {"table": table, "target": y.name, "features": list(x.columns[1:]), "leverage": numbers(influence.hat_matrix_diag),
            "cooks_distance": numbers(influence.cooks_distance[0]), "standardised": numbers(influence.resid_studentized_internal),
            "studentised": numbers(influence.resid_studentized_external), "dffits": numbers(influence.dffits[0]),
            "covariance_ratio": numbers(influence.cov_ratio), "dfbetas": numbers(influence.dfbetas),
            **errors(lambda **kind: sm.OLS(y, x).fit(**kind), groups, True)}


flights = pd.read_csv(REAL / "challenger.csv").dropna(subset=["any_failure"])
birds = pd.read_csv(REAL / "penguins.csv").dropna().reset_index(drop=True)
birds["is_male"] = (birds.sex == "male").astype(float)
places = pd.factorize(birds.species + birds.island)[0]
print(json.dumps({
    "challenger": of_labels("challenger.csv", flights.any_failure, flights[["temperature_f", "pressure_psi"]],
                            np.arange(len(flights)) % 4),
    "penguins_offset": of_labels("penguins.csv", birds.is_male, birds[["bill_length_mm", "body_mass_g"]], places,
                                 (birds.bill_depth_mm - 17) / 2) | {"offset": numbers((birds.bill_depth_mm - 17) / 2)},
    "penguins": of_numbers("penguins.csv", birds.body_mass_g, birds[["bill_length_mm", "bill_depth_mm", "flipper_length_mm"]],
                           places),
}))
