"""The right models of crates/cli/tests/cases/tables, by mpmath at 50 digits: tables.json.

    pip install mpmath && python data/reference/tables.py > data/reference/tables.json

Nothing here knows the project's code. Each table is read by Python's csv module, its cells by the one function
named below for their column, and fitted by Newton's method on centred columns.
"""
import csv
import datetime
import json
import pathlib

from mpmath import exp, fsum, lu_solve, matrix, mp, mpf, sqrt

mp.dps = 50
TABLES = pathlib.Path(__file__).parents[2] / "crates/cli/tests/cases/tables"
MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()


def number(cell):
    return mpf(float(cell.strip()))  # as an f64 holds it


def without(*marks):
    def read(cell):
        for mark in marks:
            cell = cell.replace(mark, "")
        return number(cell)
    return read


def gap(*words):
    return lambda cell: None if cell in words else number(cell)


def days(read):
    return lambda cell: mpf(read(cell).toordinal())  # the first one is taken off below


def month(cell):
    return datetime.date(*map(int, cell.split("-")), 1)


def day_of_june(cell):
    day, name, year = cell.split("-")
    return datetime.date(2000 + int(year), MONTHS.index(name) + 1, int(day))


def hours(cell):
    hour, minute = cell.split(":")
    return mpf(int(hour) + int(minute) / 60)


def is_yes(cell):
    return {"Yes": mpf(1), "No": mpf(0), "N/A": None}[cell]


class Levels:
    """A category: the most frequent level is the baseline, in a tie the first in the alphabet."""
    def __init__(self, *gaps):
        self.gaps = gaps


ISO = days(datetime.date.fromisoformat)
NUM = number
# Table, flags, how a cell of each feature is read; the target is last, or named.
CASES = [
    ("blankfirst", "", dict(a=NUM, b=NUM)),
    ("bool_yesno", "", dict(b=Levels(), x=NUM)),
    ("bool_yesno", "--na N/A --missing drop", {"b=yes": is_yes, "x": NUM}),
    ("ck50", "--drop x", dict(price=without(","))),
    ("comment", "--comment #", dict(x=NUM, z=NUM)),
    ("consttext", "", dict(x=NUM)),
    ("cr", "", dict(id=NUM, x=NUM, g=Levels())),
    ("ctrl", "", dict(g=Levels(), x=NUM)),
    ("dd15576", "--skip-rows 1", dict(idImpianto=NUM, Gestore=Levels())),
    ("emptycol", "", dict(x=NUM, z=NUM)),
    ("esc", "", {"a\x1b]0;PWNED\x07\x1b[31m": NUM, "b": Levels()}),
    ("eu_thousands", "", dict(x=NUM)),
    ("eu_thousands", "--decimal ,", dict(x=without("."))),
    ("flagnum", "", dict(color=Levels(), x=NUM, flag=NUM)),
    ("hdrcomma", "", {"Temp, C": NUM, "Feuchte, %": NUM}),
    ("hdrnl", "", {"Umsatz\n(EUR)": NUM, "Kunden": NUM}),
    ("hours", "", dict(hour=NUM)),
    ("iddesc", "", dict(id=NUM, x=NUM)),
    ("idgap", "", dict(id=NUM, x=NUM)),
    ("idrand", "", dict(customer_id=NUM, x=NUM)),
    ("index", "", {"": NUM, "x": NUM}),
    ("iso", "--as-date d", dict(d=ISO, x=NUM)),
    ("miss_3f", "--missing drop", dict(x=gap("?"), z=NUM)),
    ("miss_4e2f41", "--missing drop", dict(x=gap("N/A"), z=NUM)),
    ("ml1272", "", dict(Year=NUM, Quantity=NUM)),
    ("month", "--as-date m", dict(m=days(month), x=NUM)),
    ("monthname", "--as-date d", dict(d=days(day_of_june), x=NUM)),
    ("na_cat_quoted", "", dict(c=Levels(), x=NUM)),
    ("nbsp_cat", "", dict(rating=NUM)),
    ("nbsp_many", "", dict(price=NUM, z=NUM)),
    ("pct", "--drop x", dict(rate=without("%"))),
    ("ssn", "--drop code", dict(x=NUM)),
    ("stars", "--model linear", dict(x=NUM, z=NUM)),
    ("time", "--as-date t", dict(t=hours, x=NUM)),
    ("usd", "--drop x", dict(price=without("$", ","))),
    ("ws", "", dict(x=NUM, z=NUM)),
]
TARGETS = {"dd15576": "Prezzo", "stars": "stars"}


def records(name):
    text = (TABLES / f"{name}.csv").read_bytes().decode("utf-8")
    if name == "dd15576":
        text = text.split("\n", 1)[1]
    if name == "comment":
        text = "\n".join(line for line in text.split("\n") if not line.startswith("#"))
    if name == "cr":
        text = text.replace("\r", "\n")
    if name == "ws":
        text = "\n".join(",".join(line.split()) for line in text.split("\n"))
    delimiter = ";" if name in ("blankfirst", "dd15576", "eu_thousands", "hdrcomma", "hdrnl") else ","
    rows = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, skipinitialspace=True)
    header, *rows = [row for row in rows if any(row)]
    assert all(len(row) == len(header) for row in rows), name
    return [dict(zip(header, row)) for row in rows]


def columns(rows, features):
    """Named columns of numbers."""
    found = {}
    for name, read in features.items():
        if not isinstance(read, Levels):
            column = name.split("=")[0]
            values = [read(row[column]) for row in rows]
            if read.__qualname__.startswith("days"):
                first = min(values)
                values = [value - first for value in values]
            found[name or "column 1"] = values
            continue
        cells = [row[name] for row in rows]
        levels = sorted(set(cells), key=lambda level: level.encode())
        baseline = max(levels, key=cells.count)
        for level in levels:
            if level != baseline:
                found[f"{name}={level}"] = [mpf(cell == level) for cell in cells]
    return found


def solved(x, y, is_linear):
    """Weights and standard errors, the intercept last."""
    n, means = len(y), [fsum(column) / len(y) for column in x]
    rows = [[column[i] - m for column, m in zip(x, means)] + [mpf(1)] for i in range(n)]
    p = len(x) + 1
    w = matrix(p, 1)
    for _ in range(100):
        z = [fsum(a * w[j] for j, a in enumerate(row)) for row in rows]
        mu = z if is_linear else [1 / (1 + exp(-a)) for a in z]
        s = [mpf(1)] * n if is_linear else [m * (1 - m) for m in mu]
        g = matrix([fsum((t - m) * row[j] for t, m, row in zip(y, mu, rows)) for j in range(p)])
        h = matrix(p, p)
        for j in range(p):
            for k in range(p):
                h[j, k] = fsum(v * row[j] * row[k] for v, row in zip(s, rows))
        step = lu_solve(h, g)
        w += step
        if max(abs(a) for a in step) < mpf(10) ** -40:
            break
    scale = mpf(1)
    if is_linear:
        scale = fsum((t - fsum(a * w[j] for j, a in enumerate(row))) ** 2 for t, row in zip(y, rows)) / (n - p)
    # back from centred columns: the intercept is w_p - sum m_j w_j
    back = matrix(p, p)
    for j in range(p):
        back[j, j] = 1
        if j < p - 1:
            back[p - 1, j] = -means[j]
    covariance = back * (h ** -1) * back.T * scale
    weights = back * w
    return [(weights[j], sqrt(covariance[j, j])) for j in range(p)]


def main():
    answers = []
    for name, flags, features in CASES:
        target = TARGETS.get(name, "y")
        is_linear = name in TARGETS
        rows = records(name)
        rows = [row for row in rows if all(
            isinstance(read, Levels) or read(row[column.split("=")[0]]) is not None for column, read in features.items()
        )]
        cells = [row[target].strip() for row in rows]
        positive = max(cells)
        y = [number(cell) for cell in cells] if is_linear else [mpf(cell == positive) for cell in cells]
        x = columns(rows, features)
        found = solved(list(x.values()), y, is_linear)
        names = list(x) + ["intercept"]
        flags = f"-t {target}" + (" -m linear" if name == "dd15576" else "") + (" " + flags if flags else "")
        answers.append({
            "table": name,
            "flags": flags,
            "rows": len(rows),
            "weights": [[n, float(mp.nstr(w, 20)), float(mp.nstr(e, 20))] for n, (w, e) in zip(names, found)],
        })
    print("[\n" + ",\n".join(json.dumps(answer, ensure_ascii=True) for answer in answers) + "\n]")


if __name__ == "__main__":
    main()
