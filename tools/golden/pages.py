"""Runs the Python of the pages in docs/guide and docs/other-libraries, and stores what each block prints in test/golden/pages.json.

The blocks of a page run one after the other in one namespace, as cells of a notebook, each page in a process and an empty folder
of its own. `test/docs/python.test.ts` compares the texts of the blocks and the outputs on the pages with that file.
"""

import contextlib
import hashlib
import io
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("docs/guide", "docs/other-libraries")
TARGET = ROOT / "test/golden/pages.json"


def blocks(page):
    return re.findall(r"^```python\n(.*?)^```$", (ROOT / page).read_text(), re.M | re.S)


def run(page):
    """What each block of the page prints."""
    # The module that docs/other-libraries hands out.
    sys.path.insert(0, str(ROOT / "docs/other-libraries"))
    names = {"__name__": "__main__"}
    records = []
    for code in blocks(page):
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(compile(code, page, "exec"), names)
        records.append({"sha256": hashlib.sha256(code.encode()).hexdigest(), "output": printed.getvalue()})
    return records


def main():
    pages = sorted(path.relative_to(ROOT).as_posix() for folder in FOLDERS for path in (ROOT / folder).glob("*.md"))
    records = {}
    for page in filter(blocks, pages):
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, __file__, page]
            records[page] = json.loads(subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE).stdout)
        print(f"{page}: {len(records[page])} blocks")
    TARGET.write_text(json.dumps(records, indent=2) + "\n")


if __name__ == "__main__":
    if len(sys.argv) == 2:
        print(json.dumps(run(sys.argv[1])))
    else:
        main()
