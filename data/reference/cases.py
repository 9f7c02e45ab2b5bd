"""The right values of crates/cli/tests/cases, by mpmath at 50 digits (lines, logits, lasso, Firth, profiles).

    pip install mpmath && python data/reference/cases.py

Nothing here knows the project's code. Newton's method on centred columns; a lasso is solved on its active
columns once their signs are known, and its optimality conditions are checked on the others.
"""
import csv
import pathlib
import sys

from mpmath import mp, mpf, matrix, lu_solve, sqrt, exp, log, fsum, log10, betainc, gammainc, erfc

mp.dps = 50
ROOT = pathlib.Path(__file__).parents[2]


def table(name):
    for folder in ("crates/cli/tests/cases", "data/real"):
        path = ROOT / folder / f"{name}.csv"
        if path.exists():
            with open(path) as file:
                rows = [r for r in csv.DictReader(file) if all(c not in ("", "NA") for c in r.values())]
            return {key: [row[key] for row in rows] for key in rows[0]}
    sys.exit(f"no table {name}")


def numbers(column):
    return [mpf(cell) for cell in column]  # decimal cells


def doubles(column):
    return [mpf(float(cell)) for cell in column]  # as the product holds them


def scaled(columns, weights):
    """Columns of mean 0 and deviation 1, with what takes coefficients back."""
    total = fsum(weights)
    means = [fsum(w * v for w, v in zip(weights, c)) / total for c in columns]
    devs = [sqrt(fsum(w * (v - m) ** 2 for w, v in zip(weights, c)) / total) for c, m in zip(columns, means)]
    return [[(v - m) / d for v in c] for c, m, d in zip(columns, means, devs)], means, devs


def inverse(a):
    return a ** -1


def normal_matrix(rows, s):
    k = len(rows[0])
    a = matrix(k, k)
    for i in range(k):
        for j in range(i + 1):
            a[i, j] = a[j, i] = fsum(w * r[i] * r[j] for w, r in zip(s, rows))
    return a


def dot(a, b):
    return fsum(x * y for x, y in zip(a, b))


def back(beta, means, devs):
    """Coefficients and intercept of the columns as they were."""
    plain = [b / d for b, d in zip(beta, devs)]
    return plain + [beta[-1] - dot(plain, means)]


def line(columns, y, weights=None, offset=None):
    n = len(y)
    weights = weights or [mpf(1)] * n
    y = [a - b for a, b in zip(y, offset)] if offset else y
    z, means, devs = scaled(columns, weights)
    rows = [list(r) + [mpf(1)] for r in zip(*z)]
    a = normal_matrix(rows, weights)
    g = matrix([fsum(w * r[j] * v for w, r, v in zip(weights, rows, y)) for j in range(len(rows[0]))])
    beta = list(lu_solve(a, g))
    degrees = fsum(weights) - len(beta)
    variance = fsum(w * (v - dot(r, beta)) ** 2 for w, r, v in zip(weights, rows, y)) / degrees
    cov = inverse(a) * variance
    errors = [sqrt(cov[j, j]) / d for j, d in enumerate(devs)]
    return back(beta, means, devs), errors, degrees


def sigmoid(z):
    return 1 / (1 + exp(-z)) if z >= 0 else exp(z) / (1 + exp(z))


def logit(columns, y, weights=None, l1=mpf(0), signs=None, firth=False, fixed=None):
    """Minimum of the mean cross-entropy, with l1 and the signs of the active columns, by Newton.

    `fixed` is (column, value): that coefficient, per unit of its column, is held.
    """
    n = len(y)
    weights = weights or [mpf(1)] * n
    total = fsum(weights)
    z, means, devs = scaled(columns, weights)
    rows = [list(r) + [mpf(1)] for r in zip(*z)]
    k = len(rows[0])
    free = [j for j in range(k) if (signs is None or j == k - 1 or signs[j] != 0) and (not fixed or j != fixed[0])]
    beta = [mpf(0)] * k
    if fixed:
        beta[fixed[0]] = fixed[1] * devs[fixed[0]]

    def value(beta):
        eta = [dot(r, beta) for r in rows]
        loss = fsum(w * (max(e, 0) - e * v + log(1 + exp(-abs(e)))) for w, e, v in zip(weights, eta, y)) / total
        if signs:
            loss += l1 * fsum(s * b / d for s, b, d in zip(signs, beta, devs))
        if firth:
            p = [sigmoid(e) for e in eta]
            a = normal_matrix(rows, [w * q * (1 - q) for w, q in zip(weights, p)])
            loss -= log(mp.det(a)) / 2 / total
        return loss

    def score(beta):
        """The gradient, the residuals times their weights, and the information."""
        p = [sigmoid(dot(r, beta)) for r in rows]
        s = [w * q * (1 - q) for w, q in zip(weights, p)]
        a = normal_matrix(rows, s)
        residual = [w * (q - v) for w, q, v in zip(weights, p, y)]
        if firth:
            inv = inverse(a)
            lev = [sw * (matrix([r]) * inv * matrix(r))[0] for sw, r in zip(s, rows)]
            residual = [c - h * (mpf(1) / 2 - q) for c, h, q in zip(residual, lev, p)]
        g = [fsum(c * r[j] for c, r in zip(residual, rows)) / total for j in range(k)]
        if signs:
            g = [v + l1 * signs[j] / devs[j] if j < k - 1 else v for j, v in enumerate(g)]
        return [g[j] for j in free], residual, a

    close = False
    for _ in range(100):
        g, residual, a = score(beta)
        jacobian = matrix(len(free), len(free))
        for i, x in enumerate(free):
            if firth and close:  # by differences: the information is not the Hessian
                moved = [b + (mpf(10) ** -25 if j == x else 0) for j, b in enumerate(beta)]
                for q, (v, u) in enumerate(zip(score(moved)[0], g)):
                    jacobian[q, i] = (v - u) * mpf(10) ** 25
            else:
                for q, other in enumerate(free):
                    jacobian[q, i] = a[other, x] / total
        step = lu_solve(jacobian, matrix(g))
        size, now = mpf(1), value(beta)
        while True:
            new = list(beta)
            for i, j in enumerate(free):
                new[j] -= size * step[i]
            if close or value(new) <= now or size < mpf(10) ** -12:
                break
            size /= 2
        beta = new
        largest = max(abs(v) for v in step)
        close = close or largest < mpf("0.01")
        if largest < mpf(10) ** -30:
            break
    else:
        sys.exit("Newton did not end")
    cov = inverse(a)
    errors = [sqrt(cov[j, j]) / d for j, d in enumerate(devs)]
    meat = normal_matrix(rows, [c ** 2 for c in residual])
    robust = cov * meat * cov
    sandwich = [sqrt(robust[j, j]) / d for j, d in enumerate(devs)]
    if signs:  # the optimality conditions of the lasso
        for j in range(k - 1):
            slope = fsum(c * r[j] for c, r in zip(residual, rows)) / total
            good = beta[j] * signs[j] > 0 if signs[j] else abs(slope) <= l1 / devs[j]
            assert good, f"the sign of column {j} is not {signs[j]}"
    return back(beta, means, devs), errors, sandwich, value(beta)


def profile(columns, y, j, firth):
    """Where twice the (penalised) log-likelihood has fallen by the 0.95 quantile of chi2 on 1 degree."""
    best, errors, _, lowest = logit(columns, y, firth=firth)
    drop = mp.findroot(lambda q: 1 - erfc(sqrt(q / 2)) - mpf("0.95"), mpf("3.84")) / 2 / len(y)
    ends = []
    for side in (-1, 1):
        f = lambda b: logit(columns, y, firth=firth, fixed=(j, b))[3] - lowest - drop
        start = best[j] + side * 2 * errors[j]
        ends.append(mp.findroot(f, (start, start + side * errors[j] / 10), solver="secant", tol=mpf(10) ** -25))
    return ends


def t_tail(t, n):
    return betainc(n / 2, mpf(1) / 2, 0, n / (n + t * t), regularized=True)


def show(title, *values):
    print(title)
    for value in values:
        values = value if isinstance(value, list) else [value]
        print("   ", ", ".join(mp.nstr(v, 16) for v in values))


def lines():
    for name, read in (("F01_t_tail", numbers), ("pval_t", numbers), ("F05_offset_w", numbers), ("F06_tiny_y", numbers)):
        t = table(name)
        fit, errors, degrees = line([read(t["x"])], read(t["y"]))
        stat = fit[0] / errors[0]
        show(f"{name}: weights, error, t, log10 p", fit, errors, stat, log10(t_tail(stat, degrees)))
    t = table("polyyear")
    fit, errors, _ = line([doubles(t[c]) for c in ("y1", "y2", "y3")], doubles(t["t"]))
    show("polyyear, t: weights, errors", fit, errors)
    for name, features, target in (("totals", ("a", "b"), "y"), ("hugey", ("a", "b"), "y"),
                                   ("birth_age", ("birth", "z", "buys"), "income")):
        t = table(name)
        fit, errors, _ = line([doubles(t[c]) for c in features], doubles(t[target]))
        show(f"{name}, {target}: weights, errors", fit, errors)
    t = table("F06_tiny_y")
    x, y = doubles(t["x"]), doubles(t["y"])
    mx, my = fsum(x) / len(x), fsum(y) / len(y)
    sxy, sxx = fsum((a - mx) * (b - my) for a, b in zip(x, y)), fsum((a - mx) ** 2 for a in x)
    show("F06_tiny_y, l1 1e-12: slope", (sxy / len(x) - mpf("1e-12")) / (sxx / len(x)))
    t = table("F08_without")
    x, y = doubles(t["x"]), doubles(t["y"])
    mx, my = fsum(x) / len(x), fsum(y) / len(y)
    sxy, sxx = fsum((a - mx) * (b - my) for a, b in zip(x, y)), fsum((a - mx) ** 2 for a in x)
    n = len(x)
    show("F08: slope, with l1 .01, standardised with l2 .1", sxy / sxx, (sxy / n - mpf("0.01")) / (sxx / n),
         sxy / sxx / mpf("1.1"))
    x, y, o = ([mpf(v) for v in c.split()] for c in ("0 1 0 1 2", "1 2 3 4 4.5", "10 -10 3 7 0"))
    fit, _, _ = line([x], y, offset=o)
    rss = fsum((c - d - fit[0] * a - fit[1]) ** 2 for a, c, d in zip(x, y, o))
    r = [c - d for c, d in zip(y, o)]
    tss = fsum((v - fsum(r) / 5) ** 2 for v in r)
    show("line with offset: weights, R2, F, null log-likelihood", fit, 1 - rss / tss, (tss - rss) / (rss / 3),
         -mpf(5) / 2 * (log(2 * mp.pi * tss / 5) + 1))


def logits():
    t = table("F02_chi")
    w, y, x = numbers(t["w"]), numbers(t["y"]), numbers(t["x"])
    fit, errors, _, value = logit([x], y, w)
    share = fsum(a * b for a, b in zip(w, y)) / fsum(w)
    chi = 2 * fsum(w) * (-share * log(share) - (1 - share) * log(1 - share) - value)
    show("F02_chi: weights, errors, chi2, log10 p, log10 p of z", fit, errors, chi, log10(erfc(sqrt(chi / 2))),
         log10(erfc(fit[0] / errors[0] / sqrt(2))))
    for name, features, target in (
        ("polyyear", ("y1", "y2", "y3"), "l"), ("lbfgs_offset", ("x1", "x2"), "l"), ("gd_tiny", ("x1", "x2"), "l"),
        ("lbfgs-unix-seconds", ("unix_time", "temp"), "alarm"), ("unixms", ("time", "b"), "y"), ("near", ("a", "b"), "y"),
        ("nano", ("wavelength_m", "b"), "y"), ("huge308", ("a", "b"), "y"), ("people", ("age", "income", "kids", "height", "member"), "buys"),
        ("auc_train", ("x",), "y"), ("cert-206", ("x0", "x1", "x2"), "label"), ("cert-1470", ("x0", "x1"), "label"),
        ("birth_age", ("birth", "z", "income"), "buys"),
    ):
        t = table(name)
        w = doubles(t["w"]) if "cert" in name else None
        fit, errors, _, value = logit([doubles(t[c]) for c in features], doubles(t[target]), w)
        show(f"{name}, {target}: weights, errors, objective", fit, errors, value)
        if name == "auc_train":
            for part in ("F09_auc_test", "F09_auc_flip"):
                t = table(part)
                z = [fit[0] * x + fit[1] for x in doubles(t["x"])]
                loss = [log(1 + exp(-c if v == "1" else c)) for c, v in zip(z, t["y"])]
                show(f"{part}: log loss", fsum(loss) / len(loss))
    t = table("bal")
    y = doubles(t["y"])
    positives = fsum(y)
    w = [len(y) / 2 / positives if v else len(y) / 2 / (len(y) - positives) for v in y]
    fit, errors, sandwich, _ = logit([doubles(t["x"])], y, w)
    show("bal, balanced: weights, errors as counts, sandwich errors", fit, errors, sandwich)


def lassos():
    for name, features, target, l1, signs, w in (
        ("l1_year", ("x1", "year"), "l", "0.01", (1, 1), None),
        ("people", ("age", "income", "kids", "height", "member"), "buys", "0.001", (1, 1, -1, 1, 1), None),
        ("endless", ("x0", "x1", "x2"), "y", "0.00003", (-1, 1, 0), "count"),
    ):
        t = table(name)
        w = w and doubles(t[w])
        fit, _, _, value = logit([doubles(t[c]) for c in features], doubles(t[target]), w, mpf(float(l1)), signs)
        show(f"{name}, l1 {l1}: weights, objective", fit, value)


def small_samples():
    t = table("firth_premature")
    columns, y = [doubles(t[f"x{j}"]) for j in range(5)], doubles(t["y"])
    fit, errors, _, value = logit(columns, y, firth=True)
    show("firth_premature, Firth: weights, errors", fit, errors)
    t = table("prof_m")
    columns = [doubles(t["x1"]), doubles(t["x2"])]
    for target, firth in (("y", False), ("y", True), ("y2", True)):
        y = doubles(t[target])
        fit, errors, _, _ = logit(columns, y, firth=firth)
        show(f"prof_m, {target}{', Firth' * firth}: weights, errors, profiles of x1 and x2", fit, errors,
             *(profile(columns, y, j, firth) for j in (0, 1)))


if __name__ == "__main__":
    lines()
    logits()
    lassos()
    small_samples()
