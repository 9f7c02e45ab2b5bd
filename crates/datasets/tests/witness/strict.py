"""Another reader of CSV tables, slow and strict, that shares no line with the one it is held against.

A JSON object a line on standard input, {"file": "t.csv", "flags": {"decimal": ","}}; on standard output
{"rows": 2, "columns": [{"name": "a", "kind": "numbers", "cells": ["3ff0000000000000", null]}]} with the bits of
numbers, or {"refused": reason, "line": number or null}."""

import gzip
import json
import math
import re
import struct
import sys

WHITE = "".join(chr(i) for i in range(0x3001) if chr(i).isspace() and not 0x1C <= i <= 0x1F)
MARKS = set("NA N/A n/a #N/A NaN nan NULL null None none ? - -- .".split())
SAMPLE = 200
CODECS = {"latin1": "cp1252", "utf-16le": "utf-16-le"}


class Refused(Exception):
    def __init__(self, reason, line=None):
        super().__init__(reason)
        self.answer = {"refused": reason, "line": line}


# Bytes


def decode(data, label):
    """What is no text stands as a lone surrogate."""
    if data[:2] == b"\x1f\x8b":
        try:
            data = gzip.decompress(data)
        except Exception as error:
            raise Refused(f"gzip: {error}")
    codec = CODECS.get(label, "utf-8")
    for mark, marked in (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"):
        if data.startswith(mark):
            codec = marked
    if codec.startswith("utf-16"):
        odd = len(data) % 2
        text = data[: len(data) - odd].decode(codec, "surrogatepass") + "\udc80" * odd
    else:
        text = data.decode(codec, "surrogateescape")
    if codec == "cp1252":  # the standard leaves no hole among the control characters
        text = re.sub("[\udc80-\udc9f]", lambda m: chr(ord(m[0]) - 0xDC00), text)
    return text.lstrip("\ufeff")


# Lines and cells


def line_end(text):
    outside = re.sub('"[^"]*("|\\Z)', "", text)
    return "\r" if re.search("\r[^\n]", text) and "\n" not in outside else "\n"


def records(text, end, delimiter, comment, line=1):
    """(line, [(cell, whether it is quoted, whether nothing stands there)], whether text is behind a closing quote) of
    each record. A space stands for any number of spaces and tabs, with any other white space around them."""
    runs = delimiter == " "
    stops = re.compile("[%s]|\\Z" % re.escape((" \t" if runs else delimiter) + end))
    white = WHITE.replace(end, "")
    skipped = re.compile("[%s]*" % (white if runs else white.replace(delimiter, "")))
    at = 0
    while at < len(text):
        start = skipped.match(text, at).end()
        if start == len(text) or text[start] == end:
            at, line = start + 1, line + 1
            continue
        if comment and text[start if runs else at] == comment:
            at, line = (text + end).index(end, at) + 1, line + 1
            continue
        cells, first, is_torn = [], line, False
        at = start if runs else at
        while True:
            start = skipped.match(text, at).end()
            is_quoted = text[start : start + 1] == '"'
            if is_quoted:
                close = re.compile('"((?:[^"]|"")*)"(?!")').match(text, start)
                if not close:
                    raise Refused("a quote is never closed", first)
                cell, at = close[1].replace('""', '"'), close.end()
                line += close[1].count(end)
            stop = stops.search(text, at).start()
            rest, at = text[at:stop], stop
            is_torn |= is_quoted and rest.strip(WHITE) != ""
            cell = cell if is_quoted else rest
            cells.append((cell.strip(WHITE), is_quoted, not cell.removesuffix("\r")))
            if runs:
                at = skipped.match(text, at).end()
            if at == len(text) or text[at] == end:
                break
            at += 0 if runs else 1
        yield first, cells, is_torn
        at, line = at + 1, line + 1


# The delimiter


def shapes(text, end, delimiter, comment):
    """The numbers of cells of the first records, up to a quote that is never closed."""
    found = []
    try:
        for _, cells, _ in records(text, end, delimiter, comment):
            found.append(len(cells))
            if len(found) == SAMPLE:
                break
    except Refused:
        pass
    return found


def find_delimiter(text, end, comment, decimal):
    def worth(delimiter):
        found = shapes(text, end, delimiter, comment)
        width = max(found, key=lambda n: (found.count(n), n), default=0)
        fitting = sum(n == width or n + 1 == width > 2 for n in found)
        return (SAMPLE * fitting // max(len(found), 1), width)

    def best(candidates):
        worths = [(worth(d), k, d) for k, d in enumerate(candidates)]
        return max((w for w in worths if w[0][1] > 1), default=(None, None, None))[2]

    found = best("|\t;") or best(",") if decimal == "," else best(",|\t;")
    if found:
        return found
    words = shapes(text, end, " ", comment)
    if len(words) > 1 and words[0] > 1 and len(set(words[1:])) == 1 and words[1] - words[0] in (0, 1):
        return " "
    first = text.lstrip("\r\n").split(end)[0]
    return max(",|\t;", key=first.count)


# The head


def names_of(cells, is_short):
    given = [""] * is_short + [cell for cell, _, _ in cells]
    names = []
    for place, name in enumerate(given, 1):
        is_free = lambda new: new not in names and new not in given
        if not name:
            name = next(new for k in range(len(given)) if is_free(new := f"column {place}" + "'" * k))
        elif name in names:
            name = next(new for k in range(2, len(given) + 2) if is_free(new := f"{name} ({k})"))
        names.append(name)
    return names


def head(table, flags, delimiter):
    """The names, and whether rows end with a delimiter that they lack."""
    if "names" not in flags and flags.get("no_header"):
        return [f"x{k}" for k in range(1, len(table[0][1]) + 1)], False
    given = flags["names"] if "names" in flags else table.pop(0)[1]
    first = [cells for _, cells in table[:SAMPLE]]
    is_longer = bool(first) and all(len(cells) == len(given) + 1 for cells in first)
    ends = is_longer and all(cells[-1][2] for cells in first)
    if "names" in flags:
        return given, ends
    is_named = all(cells[0][1] or delimiter == " " for cells in first)
    is_short = is_longer and not ends and len(given) > 1 and len(first) > 1 and is_named
    return names_of(given, is_short), ends


def read(data, flags):
    decimal, comment = flags.get("decimal", "."), flags.get("comment")
    text = decode(data, flags.get("encoding"))
    end = line_end(text)
    line = 1 + flags.get("skip_rows", 0)
    for _ in range(flags.get("skip_rows", 0)):
        text = text.partition(end)[2]
    told = re.match("sep=([,;\t|])[\r\n]", text)
    if told:
        text, line = text.partition(end)[2], line + 1
    delimiter = {"space": " "}.get(flags.get("delimiter"), flags.get("delimiter"))
    delimiter = delimiter or (told and told[1]) or find_delimiter(text, end, comment, decimal)
    table = []
    for at, cells, is_torn in records(text, end, delimiter, comment, line):
        table.append((at, cells))
        if is_torn:
            raise Refused("text behind a closing quote", at)
        if any(re.search("[\0\ud800-\udfff]", cell) for cell, _, _ in cells):
            raise Refused("what is no text, or a NUL", at)
    if not table:
        raise Refused("the file is empty")
    names, ends = head(table, flags, delimiter)
    if not table:
        raise Refused("no rows")
    for at, cells in table:
        surplus = ends and cells[-1][2]
        if len(cells) != len(names) + surplus:
            raise Refused(f"{len(cells)} cells below {len(names)} names", at)
    is_settled = "decimal" in flags or delimiter == ","
    is_english = delimiter == "," and decimal == "."
    columns = []
    for k, name in enumerate(names):
        cells = [(at, *row[k][:2]) for at, row in table]
        columns.append({"name": name, **column(cells, flags.get("na"), decimal, is_settled, is_english)})
    return {"rows": len(table), "columns": columns}


# Gaps and numbers


def column(cells, na, decimal, is_settled, is_english):
    words = set(na or []) - {""}
    is_usual = na is None or bool(words)
    marks = MARKS if is_usual else set()
    usual = {"NA", "NaN", "nan"} if is_usual else set()
    gaps = [cell == "" or cell in words or not quoted and cell in usual for _, cell, quoted in cells]
    known = [(at, cell) for (at, cell, _), is_gap in zip(cells, gaps) if not is_gap]
    numbers = [(at, cell) for at, cell in known if cell not in marks]
    if not known:
        return {"kind": "empty", "cells": [None] * len(cells)}
    texts = [cell for _, cell in numbers]
    form = agreed(texts, decimal)
    if form:
        if form != PLAIN and not is_settled and may_be_either(texts, decimal):
            raise Refused("marks before decimals or between thousands", numbers[0][0])
        values = [None if gap or cell in marks else number(cell, form, decimal) for (_, cell, _), gap in zip(cells, gaps)]
        missing = [float(word) for word in words if plain(word, decimal)]
        bits = [None if x is None or x in missing else struct.pack(">d", x).hex() for x in values]
        return {"kind": "numbers" if any(bits) else "empty", "cells": bits}
    if not is_boolean({cell.lower() for _, cell in known}):
        check(numbers, decimal, is_english)
    return {"kind": "text", "cells": [None if gap else cell for (_, cell, _), gap in zip(cells, gaps)]}


def is_boolean(words):
    pairs = [pair for pair in ({"yes", "no"}, {"true", "false"}) if pair & words]
    return len(pairs) == 1 and words <= pairs[0] | set("y n t f 1 0 1.0 0.0".split())


def check(numbers, decimal, is_english):
    """Refuses texts of which all are numbers with the other mark, or most are numbers."""
    texts = [cell for _, cell in numbers]
    other = "," if decimal == "." else "."
    has_groups = lambda cell: PARTS[decimal].fullmatch(cell) and PARTS[decimal].fullmatch(cell)["group"]
    is_other = lambda cell: plain(cell, other) and not (is_english and has_groups(cell))
    either = [cell for cell in texts if plain(cell, decimal) or is_other(cell)]
    has_other = any(not plain(cell, decimal) for cell in either)
    if has_other and len(either) * 2 > len(texts) or not is_english and agreed(texts, other):
        raise Refused("the other decimal mark", next(at for at, cell in numbers if not plain(cell, decimal)))
    forms = [forms_of(cell, decimal) | ({PLAIN} if plain(cell, decimal) else set()) for cell in texts]
    count = lambda form: sum(PLAIN in found or form in found for found in forms)
    if texts and max(map(count, set.union({PLAIN}, *forms))) * 2 > len(texts):
        raise Refused("a cell that is no number among numbers")


PLAIN = ("", "", "")
CODES = """USD EUR GBP JPY CHF CAD AUD NZD CNY RMB INR BRL RUB KRW SEK NOK DKK PLN CZK HUF RON BGN TRY UAH MXN ARS CLP
COP PEN ZAR NGN KES EGP MAD ILS AED SAR QAR PKR BDT LKR THB VND IDR MYR PHP SGD HKD TWD kr Kr zł Rs Ft Kč""".split()
MONEY = "[A-Z]{0,2}[$¢£¤¥\u20a0-\u20cf]|" + "|".join(CODES)
UNIT = "(?:[^\\W\\d_]|[%\u2030°²³/µ]){1,12}"
GROUPS = "\u0020\u00a0\u202f\u2009'\u2019"
NUMBER = {d: re.compile(f"[+-]?([0-9]+[{d}]?[0-9]*|[{d}][0-9]+)([eE][+-]?[0-9]+)?") for d in ".,"}
PARTS = {
    d: re.compile(
        f"(?P<sign>[-+\u2212]?)[{WHITE}]*(?P<before>{MONEY}|)[{WHITE}]*(?P<inner>[-+\u2212]?)[{WHITE}]*"
        f"(?P<number>(?:[0-9]+|[1-9][0-9]{{0,2}}(?P<group>[{GROUPS}{',.'.replace(d, '')}])[0-9]{{3}}(?:(?P=group)[0-9]{{3}})*)"
        f"(?:[{d}][0-9]+)?)[{WHITE}]*(?P<after>{MONEY}|{UNIT}|)"
    )
    for d in ".,"
}


def plain(cell, decimal):
    return NUMBER[decimal].fullmatch(cell) and math.isfinite(float(cell.replace(decimal, ".")))


def forms_of(cell, decimal):
    """What may stand before, behind and between groups of the digits of a number."""
    found = PARTS[decimal].fullmatch(cell)
    if not found or found["sign"] and found["inner"] or not math.isfinite(value(found, decimal)):
        return set()
    around = found["before"], found["after"]
    if found["group"]:
        return {(*around, found["group"])}
    return {(*around, "")} | {(*around, group) for group in GROUPS + ",.".replace(decimal, "")}


def may_be_either(texts, decimal):
    """Whether marks before three digits are all there are."""
    has_three = False
    for found in map(PARTS[decimal].fullmatch, texts):
        whole, _, decimals = found["number"].partition(decimal)
        groups = whole.split(found["group"]) if found["group"] else [whole]
        has_three |= found["group"] == "," or len(decimals) == 3
        is_more = len(groups) > 2 or len(groups) > 1 and decimals or decimals and len(decimals) != 3
        if is_more or len(groups) == 1 and len(whole) > 3 and decimals:
            return False
    return has_three


def value(found, decimal):
    digits = found["number"].replace(found["group"] or "\0", "").replace(decimal, ".")
    return float(("-" if (found["sign"] or found["inner"]) in tuple("-\u2212") else "") + digits)


def number(cell, form, decimal):
    if form == PLAIN:
        return float(cell.replace(decimal, "."))
    return value(PARTS[decimal].fullmatch(cell), decimal)


def agreed(texts, decimal):
    """The one form of all texts; one of groups needs a cell that has some."""
    if texts and all(plain(cell, decimal) for cell in texts):
        return PLAIN
    shared = set.intersection(*(forms_of(cell, decimal) for cell in texts)) if texts else set()
    has_group = lambda group: any(re.search(f"[0-9]{re.escape(group)}[0-9]", cell) for cell in texts)
    able = [form for form in sorted(shared) if form != PLAIN and (not form[2] or has_group(form[2]))]
    return able[0] if able else None


if __name__ == "__main__":
    for question in map(json.loads, sys.stdin):
        with open(question["file"], "rb") as file:
            data = file.read()
        try:
            answer = read(data, question["flags"])
        except Refused as refused:
            answer = refused.answer
        print(json.dumps(answer))
