"""What pandas reads in delimited files: numeric columns, complete rows and the columns' sums, one JSON object a line.

Paths come in on standard input. Which mark separates cells, and whether there are headings, is decided here by pandas' own means
(tries, and the csv module), so that it owes nothing to the reader it is compared with.
"""

import csv
import io
import json
import re
import sys
import warnings

import pandas as pd

MISSING = (
    "? . - -- .. (null) none None NONE nil \\N inf -inf Inf -Inf infinity Infinity -Infinity +inf "
    "#NULL! #NUM! #DIV/0! #VALUE! #REF! #NAME? NA na N/A n/a #N/A #NA NaN nan null NULL Null Nan Na"
).split()
SEPARATORS = ["\t", ";", "|", ",", r"\s+"]


def text_of(path):
    data = open(path, "rb").read()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def is_number(cell):
    return re.fullmatch(r"[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d+)?", cell.strip()) is not None


def frames(text):
    """A frame for each way to read the text that gives more than one column."""
    lines = text.splitlines()
    skip = next((i for i, line in enumerate(lines) if line.strip() and not line.startswith("#")), 0)
    named = re.fullmatch(r'"?sep=(.)"?', lines[skip]) if lines else None
    separators = [named[1]] if named else SEPARATORS
    body = "\n".join(lines[skip + (1 if named else 0) :])
    for separator in separators:
        try:
            first = next(csv.reader([body.split("\n", 1)[0]], delimiter=separator if len(separator) == 1 else " "))
            filled = [cell for cell in first if cell.strip()]
            header = None if filled and all(is_number(cell) for cell in filled) else 0
            for decimal in ".", ",":
                if decimal == separator:
                    continue
                frame = pd.read_csv(
                    io.StringIO(body),
                    sep=separator,
                    header=header,
                    decimal=decimal,
                    thousands="," if decimal == "." else None,
                    na_values=MISSING,
                    skipinitialspace=True,
                    engine="python" if separator == r"\s+" else "c",
                )
                if len(frame.columns) > 1:
                    yield separator, frame
        except Exception as error:
            if "error" not in found:
                found["error"] = str(error).strip().split("\n")[-1][:200]


def numbers_of(frame):
    numeric = frame.select_dtypes("number")
    numeric = numeric.replace([float("inf"), float("-inf")], float("nan"))
    return numeric[[column for column in numeric.columns if numeric[column].notna().any()]]


for line in sys.stdin:
    path = line.rstrip("\n")
    found = {"path": path}
    warnings.simplefilter("ignore")
    try:
        best = max(frames(text_of(path)), key=lambda pair: numbers_of(pair[1]).shape[1] / pair[1].shape[1], default=None)
        if best:
            numeric = numbers_of(best[1])
            complete = numeric.dropna()
            found |= {
                "columns": [str(name).strip() for name in numeric.columns],
                "rows": len(complete),
                "sums": [float(complete[name].astype(float).sum()) for name in numeric.columns],
                "scales": [float(complete[name].astype(float).abs().sum()) for name in numeric.columns],
                "headerless": all(isinstance(name, int) for name in best[1].columns),
                "positions": [list(best[1].columns).index(name) for name in numeric.columns],
            }
    except Exception as error:
        found["error"] = str(error).strip().split("\n")[-1][:200]
    print(json.dumps(found), flush=True)
