"""Experiments outside the product: a Java program of scripts/benchmarks runs all seeds and writes the whole page."""
import os
import pathlib
import sys

from commands import Commands, Failed, Stopped, commit
from experiment import Needs, parse


class Program:
    """The program gets the seeds, the commit and, where the experiment keeps rows or has an input, their places; smoke are more words of a smoke run."""

    def __init__(self, script, main, seeds, rows=False, smoke=()):
        self.folder = pathlib.Path(script).resolve().parent
        self.name, self.root, self.java = self.folder.name, self.folder.parents[2], main
        options = parse(self.name, pathlib.Path(script).name, seeds)
        self.smoke = options.smoke
        self.seeds = options.seeds or (1 if self.smoke else seeds)
        place = self.root / "runs" / ("smoke" if self.smoke else "experiments") / self.name
        self.runs = pathlib.Path(os.environ.get("EXPERIMENT_RUNS", place)).resolve()
        self.inputs = self.runs / "inputs" if self.smoke else pathlib.Path(options.inputs).resolve()
        self.shorter = list(smoke) if self.smoke else []
        self.rows = self.runs / f"rows-{commit(self.root)}.jsonl" if rows else None  # another commit measures anew

    def main(self):
        needs = Needs(self.folder)
        if not self.smoke:
            needs.require(self.name, self.inputs)
        self.runs.mkdir(parents=True, exist_ok=True)
        commands = Commands(self.runs, self.root, self.name)
        dxmi = os.environ.get("DXMI", self.root / "scripts/dxmi")
        words = [dxmi, self.seeds, commit(self.root)]
        words += [self.rows] if self.rows else []
        words += [self.inputs / path for path, _, _ in needs.inputs] + self.shorter
        try:
            if self.smoke and needs.inputs and not self.inputs.exists():
                commands.run("generates its inputs", [dxmi, self.folder, self.inputs], env={"DXMI_MAIN": "io.dxmi.bench.standin.StandIns"})
            text = commands.run("runs", words, env={"DXMI_MAIN": self.java})
        except Stopped:
            sys.exit(128 + (commands.signal or 15))
        except Failed:
            sys.exit(1)
        measured = (self.runs if self.smoke else self.folder) / "measured.md"
        part = measured.with_name(".measured.md")
        part.write_text(text)
        part.rename(measured)
        print(text, end="")
