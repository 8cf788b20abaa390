"""Writes random tables with pandas, in the ways that people's files are written, into a folder; and what is in them beside.

    python tools/tables/write.py FOLDER [FILES] [SEED]

`truth.jsonl` in the folder has the numeric columns, complete rows and sums of each file, taken from the frame itself.
"""

import json
import pathlib
import random
import sys

import numpy as np
import pandas as pd

folder = pathlib.Path(sys.argv[1])
files = int(sys.argv[2]) if len(sys.argv) > 2 else 500
random.seed(int(sys.argv[3]) if len(sys.argv) > 3 else 0)
np.random.seed(random.randrange(2**31))
folder.mkdir(parents=True, exist_ok=True)
MARKS = ["", "NA", "?", "None", ".", "-", "#N/A", "\\N", "nan", "null", "n/a", "inf"]
WORDS = ["red", "Ann", "O'Neil", "5 inch", "a,b;c", "x|y", 'say "no"', "z\nz", "é", "2020-01-01", "#5", "1.2.3"]


def column(rows):
    kind = random.choice(["integer", "fraction", "small", "large", "words", "constant", "percent"])
    if kind == "integer":
        return pd.Series(np.random.randint(-1000, 100000, rows))
    if kind == "fraction":
        return pd.Series(np.round(np.random.randn(rows) * 100, random.randint(1, 6)))
    if kind == "small":
        return pd.Series(np.random.randn(rows) * 1e-9)
    if kind == "large":
        return pd.Series(np.random.randn(rows) * 1e20)
    if kind == "constant":
        return pd.Series([random.choice([0.1, 7, 1e300])] * rows)
    if kind == "percent":
        return pd.Series([f"{value}%" for value in np.random.randint(0, 100, rows)])
    return pd.Series([random.choice(WORDS) for _ in range(rows)])


truth = open(folder / "truth.jsonl", "w")
for number in range(files):
    rows = random.randint(3, 40)
    frame = pd.DataFrame({f"c{i} {random.choice('abcxyz')}": column(rows) for i in range(random.randint(1, 6))})
    frame["last"] = np.round(np.random.randn(rows), 3)
    for name in frame.columns:
        if random.random() < 0.2 and pd.api.types.is_numeric_dtype(frame[name]):
            frame[name] = frame[name].astype(float).mask(np.random.rand(rows) < 0.15)
    numeric = frame.select_dtypes("number").dropna(axis="columns", how="all")
    complete = numeric.dropna()
    separator = random.choice([",", ";", "\t", "|"])
    decimal = random.choice([".", ","]) if separator in ";|" else "."
    encoding = random.choice(["utf-8", "utf-8-sig", "utf-16"])
    text = frame.to_csv(
        index=False,
        sep=separator,
        decimal=decimal,
        na_rep=random.choice(MARKS),
        quoting=random.choice([0, 1, 2]),
        # Python's csv module leaves a line break without quotes where it is not the file's own.
        lineterminator=random.choice(["\n", "\r\n"] if frame.isin(["z\nz"]).any().any() else ["\n", "\r\n", "\r"]),
    )
    if random.random() < 0.1:
        text = f"sep={separator}\n" + text
    elif random.random() < 0.1:
        text = "# made for a test\n# by chance\n" + text
    path = folder / f"{number}.csv"
    path.write_bytes(text.encode(encoding))
    columns = [str(name) for name in numeric.columns]
    record = {"path": str(path), "columns": columns, "rows": len(complete)}
    record["sums"] = [float(complete[name].astype(float).sum()) for name in columns]
    record["scales"] = [float(complete[name].astype(float).abs().sum()) for name in columns]
    truth.write(json.dumps(record) + "\n")
