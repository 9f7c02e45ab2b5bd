"""Prints the bits of every number of some CSV files, read by the csv module and by pandas if it
is installed: one line a row, beginning with the file's number and the reader."""

import csv
import struct
import sys

try:
    import pandas
except ImportError:
    pandas = None


def show(number, reader, row):
    print(number, reader, *(struct.pack(">d", float(value)).hex() for value in row), sep="\t")


for number, path in enumerate(sys.argv[1:]):
    with open(path, newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    print(number, "header", *header, sep="\t")
    for row in rows:
        show(number, "csv", row)
    if pandas:
        table = pandas.read_csv(path, float_precision="round_trip")
        for row in table.itertuples(index=False):
            show(number, "pandas", row)
