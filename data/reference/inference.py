"""Writes inference.json: standard errors, p-values and tests as statsmodels has them.

Run in this folder: python inference.py (needs pandas and statsmodels).
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels
import statsmodels.api as sm

REAL = Path(__file__).parent.parent / "real"


def estimates(fit):
    """One entry a weight, the intercept last."""
    return {
        "value": fit.params.tolist(),
        "standard_error": fit.bse.tolist(),
        "p_value": fit.pvalues.tolist(),
        "interval": fit.conf_int(0.05).tolist(),
    }


def logistic(x, y):
    model = sm.Logit(y, x)
    exactly = {"method": "newton", "tol": 1e-14, "maxiter": 100, "disp": 0}
    fit = model.fit(**exactly)
    return {
        "model": estimates(fit),
        "robust": estimates(model.fit(cov_type="HC0", **exactly)),
        "all_features": {"statistic": fit.llr, "degrees": fit.df_model, "p_value": fit.llr_pvalue},
    }


def softmax(x, y):
    """One list a class after the first, against which they are compared; the intercept last."""
    fit = sm.MNLogit(y, x).fit(method="newton", tol=1e-14, maxiter=100, disp=0)
    return {
        "value": np.asarray(fit.params).T.tolist(),
        "standard_error": np.asarray(fit.bse).T.tolist(),
        "p_value": np.asarray(fit.pvalues).T.tolist(),
        "loglik": fit.llf,
        "null_loglik": fit.llnull,
        "aic": fit.aic,
        "bic": fit.bic,
    }


def linear(x, y, weights):
    model = sm.OLS(y, x) if weights is None else sm.WLS(y, x, weights=weights)
    fit = model.fit()
    return {
        "model": estimates(fit),
        "robust_standard_error": fit.HC0_se.tolist(),
        "residual_standard_error": float(np.sqrt(fit.scale)),
        "degrees": fit.df_resid,
        "r_squared": fit.rsquared,
        "adjusted_r_squared": fit.rsquared_adj,
        "f": {"statistic": fit.fvalue, "degrees": fit.df_model, "p_value": fit.f_pvalue},
        "loglik": fit.llf,
        "aic": fit.aic,
        "bic": fit.bic,
    }


def with_intercept(frame):
    return np.column_stack([frame.to_numpy(float), np.ones(len(frame))])


def main():
    challenger = pd.read_csv(REAL / "challenger.csv").dropna(subset=["any_failure"])
    flights = with_intercept(challenger[["temperature_f", "pressure_psi"]])
    cells = pd.read_csv(REAL / "titanic_table.csv").query("count > 0")
    people = pd.DataFrame(
        {
            "class_2nd": cells["class"] == "2nd",
            "class_3rd": cells["class"] == "3rd",
            "class_crew": cells["class"] == "crew",
            "female": cells["sex"] == "female",
            "child": cells["age"] == "child",
        }
    )
    quasi = sm.GLM(
        cells["survived"].to_numpy(float),
        with_intercept(people),
        family=sm.families.Binomial(),
        var_weights=cells["count"].to_numpy(float),
    ).fit(tol=1e-15, scale="X2")
    penguins = pd.read_csv(REAL / "penguins.csv").dropna()
    mass = penguins[["body_mass_g", "flipper_length_mm"]]
    mass = (mass - mass.mean()) / mass.std(ddof=0)
    iris = pd.read_csv(REAL / "iris.csv")
    measures = with_intercept(iris[["sepal_length", "sepal_width", "petal_length"]])
    figures = {
        "statsmodels": statsmodels.__version__,
        "challenger": logistic(flights, challenger["any_failure"].to_numpy(float)),
        "titanic_precision": {
            "value": quasi.params.tolist(),
            "standard_error": quasi.bse.tolist(),
            "dispersion": quasi.scale,
        },
        "penguins": softmax(
            with_intercept(mass), penguins["species"].astype("category").cat.codes.to_numpy()
        ),
        "iris_linear": linear(measures, iris["petal_width"].to_numpy(), None),
        "iris_linear_precision": linear(
            measures, iris["petal_width"].to_numpy(), iris["sepal_length"].to_numpy()
        ),
    }
    Path("inference.json").write_text(json.dumps(figures, indent=1) + "\n")


main()
