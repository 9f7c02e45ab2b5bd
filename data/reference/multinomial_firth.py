"""Firth's correction, profiles and offsets of several classes: multinomial_firth.json.

    pip install statsmodels pandas && python data/reference/multinomial_firth.py > data/reference/multinomial_firth.json

Parameters stand class by class without the first, features before the intercept. Firth's estimates are roots of
`U_j + 1/2 tr(I^-1 dI/dw_j)` with the derivatives of I by complex steps, which nothing here writes out; profiles are roots of
the fall of the (penalised) likelihood, the others refitted. Offsets are fitted by statsmodels 0.15.0 as a Poisson model of
the counts of row and class with an intercept for each row, whose other parameters and errors are the same.
"""
import json
import pathlib

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy.optimize import brentq, minimize
from scipy.stats import chi2

REAL = pathlib.Path(__file__).parents[1] / "real"
FALL = chi2.ppf(0.95, 1)


def numbers(values):
    return np.asarray(values, dtype=float).tolist()


class Fit:
    """Rows with an intercept last, labels below k + 1, and counts; of columns of mean 0 and deviation 1."""

    def __init__(self, x, labels, counts, firth):
        self.means, self.deviations = np.average(x, axis=0, weights=counts), x.std(axis=0)
        self.x = np.column_stack([(x - self.means) / self.deviations, np.ones(len(x))])
        self.k, self.p = labels.max(), self.x.shape[1]
        self.y = (labels[:, None] == np.arange(1, self.k + 1)).astype(float)
        self.counts, self.firth = counts, firth

    def probabilities(self, w):
        z = self.x @ w.reshape(self.k, self.p).T
        z = np.column_stack([np.zeros(len(z)), z])
        e = np.exp(z - z.real.max(axis=1, keepdims=True))
        return (e / e.sum(axis=1, keepdims=True))[:, 1:]

    def information(self, w):
        q = self.probabilities(w)
        def block(a, b):
            return (self.x * (self.counts * q[:, a] * ((a == b) - q[:, b]))[:, None]).T @ self.x
        return np.block([[block(a, b) for b in range(self.k)] for a in range(self.k)])

    def value(self, w):
        z = np.column_stack([np.zeros(len(self.x)), self.x @ w.reshape(self.k, self.p).T])
        top = z.max(axis=1)
        own = (self.y * z[:, 1:]).sum(axis=1)
        loglik = self.counts @ (own - top - np.log(np.exp(z - top[:, None]).sum(axis=1)))
        return loglik + (0.5 * np.linalg.slogdet(self.information(w))[1] if self.firth else 0.0)

    def score(self, w):
        score = ((self.x * self.counts[:, None]).T @ (self.y - self.probabilities(w))).T.ravel()
        if not self.firth:
            return score
        inverse, step = np.linalg.inv(self.information(w)), 1e-30
        for j in range(len(w)):
            moved = w.astype(complex)
            moved[j] += step * 1j
            score[j] += 0.5 * np.sum(inverse * self.information(moved).imag / step)
        return score

    def jacobian(self, w):
        if not self.firth:
            return -self.information(w)
        def column(j):
            moves = [np.where(np.arange(len(w)) == j, h, 0.0) for h in (1e-4, -1e-4, 2e-4, -2e-4)]
            up, down, up2, down2 = (self.score(w + move) for move in moves)
            return (8 * (up - down) - (up2 - down2)) / 1.2e-3
        return np.column_stack([column(j) for j in range(len(w))])

    def best(self, fixed=None, start=None):
        """The maximum, perhaps with one parameter held."""
        w = np.zeros(self.k * self.p) if start is None else start.copy()
        if fixed:
            w[fixed[0]] = fixed[1]
        free = [j for j in range(len(w)) if not fixed or j != fixed[0]]
        def at(of_free):
            all_of = w.copy()
            all_of[free] = of_free
            return all_of
        def descent(of_free):
            return -self.value(at(of_free)), -self.score(at(of_free))[free]
        w = at(minimize(descent, w[free], jac=True, method="BFGS", options={"gtol": 1e-4, "maxiter": 1000}).x)
        for _ in range(50):  # Newton's method from near by
            step = -np.linalg.solve(self.jacobian(w)[np.ix_(free, free)], self.score(w)[free])
            w[free] += step
            if np.abs(step).max() < 1e-12 * (1 + np.abs(w).max()):
                return w
        raise SystemExit("Newton did not end")

    def plain(self, w):
        w = w.reshape(self.k, self.p).copy()
        w[:, :-1] /= self.deviations
        w[:, -1] -= w[:, :-1] @ self.means
        return w.ravel()

    def errors(self, w):
        """Of plain parameters."""
        moves = np.eye(self.p)
        moves[:-1, :-1] = np.diag(1 / self.deviations)
        moves[-1, :-1] = -self.means / self.deviations
        moves = np.kron(np.eye(self.k), moves)
        return np.sqrt(np.diag(moves @ np.linalg.inv(self.information(w)) @ moves.T))

    def profile(self, w, j):
        """Both ends, of a parameter that is no intercept."""
        top, ends = self.value(w), []
        error = np.sqrt(np.linalg.inv(self.information(w))[j, j])
        for side in (-1, 1):
            def fall(distance):
                b = w[j] + side * distance * error
                return 2 * (top - self.value(self.best((j, b), w))) - FALL
            far = 2.0
            while fall(far) < 0:
                far *= 1.5
            ends.append(w[j] + side * error * brentq(fall, 0.1, far, xtol=1e-13, rtol=1e-14))
        return [end / self.deviations[j % self.p] for end in ends]


def entry(table, target, x, labels, count, firth, profiles):
    names = sorted(labels.unique())
    counts = np.ones(len(x)) if count is None else count.to_numpy().astype(float)
    codes = labels.map(names.index).to_numpy()
    fit = Fit(x.astype(float).to_numpy(), codes, counts, firth)
    w = fit.best()
    found = {"table": table, "target": target, "classes": names, "features": list(x.columns), "firth": firth,
             "coefficients": numbers(fit.plain(w)), "errors": numbers(fit.errors(w)), "profiles": []}
    for k, j in profiles:
        found["profiles"].append({"class": k, "feature": j, "ends": numbers(fit.profile(w, (k - 1) * fit.p + j))})
    return found


def with_offsets(birds):
    """Poisson counts of row and class, with an intercept for each row."""
    x = birds[["bill_length_mm", "body_mass_g"]].to_numpy()
    names = sorted(birds.island.unique())
    depth = birds.bill_depth_mm.to_numpy() - 17
    offsets = np.column_stack([0.3 * depth, -0.2 * depth, 0.1 * depth + 1])
    labels, n = birds.island.map(names.index).to_numpy(), len(birds)
    y = (labels[:, None] == np.arange(3)).astype(float)
    means, deviations = x.mean(axis=0), x.std(axis=0)
    z = np.column_stack([(x - means) / deviations, np.ones(n)])
    own = [np.kron(np.arange(3) == k, z) for k in (1, 2)]
    design = np.column_stack([*(np.kron(z, (np.arange(3) == k)[:, None]) for k in (1, 2)), np.kron(np.eye(n), np.ones((3, 1)))])
    fit = sm.GLM(y.ravel(), design, family=sm.families.Poisson(), offset=offsets.ravel()).fit(tol=1e-15, maxiter=200)
    moves = np.eye(3)
    moves[:2, :2], moves[2, :2] = np.diag(1 / deviations), -means / deviations
    moves = np.kron(np.eye(2), moves)
    covariance = moves @ fit.cov_params()[:6, :6] @ moves.T
    return {"table": "penguins.csv", "target": "island", "classes": names, "features": ["bill_length_mm", "body_mass_g"],
            "offsets": numbers(offsets.T), "coefficients": numbers(moves @ fit.params[:6]),
            "errors": numbers(np.sqrt(np.diag(covariance)))}


birds = pd.read_csv(REAL / "penguins.csv").dropna()
flights = pd.read_csv(REAL / "challenger.csv").dropna()
flowers = pd.read_csv(REAL / "iris.csv")
people = pd.read_csv(REAL / "titanic_table.csv")
places = pd.read_csv(REAL / "ucb_admissions.csv")
passengers = pd.DataFrame({"female": people.sex == "female", "child": people.age == "child", "survived": people.survived})
applicants = pd.DataFrame({"female": places.gender == "female", "admit": places.admit})
measures = ["bill_length_mm", "bill_depth_mm", "body_mass_g"]
islands = ("penguins.csv", "island", birds[measures], birds.island, None)
failures = ("challenger.csv", "failures", flights[["temperature_f"]], flights.failures.astype(int).astype(str), None)
departments = ("ucb_admissions.csv", "dept", applicants, places.dept, places["count"])
print(json.dumps({
    "island": entry(*islands, False, [(1, 0), (1, 1), (2, 2)]),
    "failures": entry(*failures, False, [(1, 0), (2, 0)]),
    "departments": entry(*departments, False, [(1, 0), (5, 1)]),
    "island, Firth": entry(*islands, True, [(1, 0), (1, 1), (2, 2)]),
    "failures, Firth": entry(*failures, True, [(1, 0), (2, 0)]),
    "iris, Firth": entry("iris.csv", "species", flowers[["sepal_length", "sepal_width", "petal_length", "petal_width"]],
                         flowers.species, None, True, [(1, 0), (2, 3)]),
    "titanic, Firth": entry("titanic_table.csv", "class", passengers, people["class"], people["count"], True, [(3, 1), (1, 0)]),
    "departments, Firth": entry(*departments, True, [(1, 0), (5, 1)]),
    "offsets": with_offsets(birds),
}))
