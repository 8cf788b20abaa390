"""
Runs every cell of notebooks on the kernel that each names and writes them, with what the cells gave, into a folder. What
differs from run to run without meaning is left out: times, versions, counts of earlier runs. It does not judge the outputs.

    python execute.py FOLDER NOTEBOOK...
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

SECONDS_PER_CELL = 300
MARK = "-- end of cell --"
# Standard output and results come by two ways, so that each has its mark.
MARKS = f'console.log("{MARK}"); "{MARK}"'


class Client(NotebookClient):
    """
    nbclient stops listening to a cell when the kernel says that it is idle. Deno's kernel says so before slow outputs have been sent,
    and these would be lost: hence marks are sent behind each cell, and all that arrives before them is the cell's.
    """

    async def drain(self, cell, cell_index, execute_reply):
        if cell.cell_type != "code" or execute_reply["content"]["status"] != "ok":
            return
        self.kc.execute(MARKS, store_history=False, allow_stdin=False)
        missing = {"stream", "execute_result"}
        while missing:
            message = await self.kc.iopub_channel.get_msg(timeout=SECONDS_PER_CELL)
            kind = message["msg_type"]
            content = message["content"]
            if kind == "stream" and content["name"] == "stdout" and MARK in content["text"]:
                missing.discard(kind)
                content["text"] = content["text"].partition(MARK)[0]
                if not content["text"]:
                    continue
            elif kind == "execute_result" and MARK in content["data"].get("text/plain", ""):
                missing.discard(kind)
                continue
            if kind in ("stream", "execute_result", "display_data", "error"):
                self.process_message(message, cell, cell_index)


def merged(outputs):
    """Outputs with neighbouring pieces of one stream joined: where they are cut is chance."""
    result = []
    for output in outputs:
        last = result[-1] if result else {}
        if output.output_type == "stream" == last.get("output_type") and output.name == last.name:
            last.text += output.text
        else:
            result.append(output)
    return result


def normalize(notebook):
    language = notebook.metadata.get("language_info", {})
    language.pop("version", None)
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": notebook.metadata.kernelspec, "language_info": language}
    )
    count = 0
    for cell in notebook.cells:
        tags = cell.metadata.get("tags")
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        if cell.cell_type != "code":
            continue
        count += 1
        cell.execution_count = count
        cell.outputs = merged(cell.outputs)
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = count


def main(folder, *notebooks):
    for path in map(Path, notebooks):
        notebook = nbformat.read(path, as_version=4)
        client = Client(
            notebook,
            timeout=SECONDS_PER_CELL,
            record_timing=False,
            resources={"metadata": {"path": str(path.parent)}},
        )
        client.on_cell_executed = client.drain
        client.execute()
        normalize(notebook)
        nbformat.validate(notebook)
        nbformat.write(notebook, Path(folder, path.name))


main(*sys.argv[1:])
