"""An experiment of a paper: a folder with rows, config.yaml, smoke.yaml, needs, expected.md and the program run."""
import argparse
import os
import pathlib
import shutil
import sys
import time
import typing

import tables
from commands import Commands, Failed, Stopped


class Sheet(typing.NamedTuple):
    """What a program of an experiment reads and writes."""
    rows: str
    table: str
    title: str
    suffix: str  # of the folder of the runs
    first_seed: int


# By the program's name. Settings are chosen from trials, on a seed that measures nothing else.
SHEETS = {
    "run": Sheet("rows", "measured.md", "Measured", "", 0),
    "trials": Sheet("trials.rows", "trials.md", "Trials", "-trials", 100),
}


class Row:
    """A line of rows: NAME | LABEL | PRESET KEY=VALUE ... --OPTION VALUE ...; options belong to the drawing of samples."""

    def __init__(self, line):
        name, label, words = (part.strip() for part in line.split("|"))
        words = words.split()
        start = next((i for i, word in enumerate(words) if word.startswith("--")), len(words))
        self.name, self.label, self.options = name, label, words[start:]
        self.settings = words[:start]
        self.run = name  # the row whose training this row uses


class Experiment:
    """What all kinds of experiments share. A kind says how a row is trained and measured: prepare and row."""

    def __init__(self, script, columns, legend="", seeds=5):
        self.folder, self.script = pathlib.Path(script).resolve().parent, pathlib.Path(script).name
        self.name, self.root = self.folder.name, self.folder.parents[2]
        self.columns, self.legend = columns, legend
        self.sheet = SHEETS[self.script]
        self.dxmi = os.environ.get("DXMI", str(self.root / "scripts/dxmi"))
        self.rows = read_rows(self.folder / self.sheet.rows)
        options = parse(self.name, self.script, seeds)
        self.smoke, self.jobs, self.device, self.trust = options.smoke, options.jobs, options.device, options.trust
        self.seeds = options.seeds or (1 if self.smoke else seeds)
        place = self.root / "runs" / ("smoke" if self.smoke else "experiments") / self.name
        place = pathlib.Path(os.environ.get("EXPERIMENT_RUNS", place)).resolve()
        self.runs = place.with_name(place.name + self.sheet.suffix)
        self.inputs = self.runs / "inputs" if self.smoke else pathlib.Path(options.inputs).resolve()
        self.needs = Needs(self.folder)
        self.measured = (self.runs if self.smoke else self.folder) / self.sheet.table

    def main(self):
        began = time.monotonic()
        if self.smoke and self.measured.exists() and "EXPERIMENT_RUNS" not in os.environ:
            shutil.rmtree(self.runs)  # an earlier smoke run that came to its end
        if not self.smoke:
            self.needs.require(self.name, self.inputs)
        self.runs.mkdir(parents=True, exist_ok=True)
        self.commands = Commands(self.runs, self.root, self.name)
        try:
            self._work()
        except Stopped:
            print(f"{self.name}: stopped; the same command goes on", file=sys.stderr)
            sys.exit(128 + (self.commands.signal or 15))
        except Failed as e:
            sys.exit(f"{self.name}: {e} is needed by all rows")
        text = tables.measured(self)
        part = self.measured.with_name("." + self.measured.name)
        part.write_text(text)
        part.rename(self.measured)
        print(text, end="")
        print(f"{self.name}: {self.commands.cpu:.0f} s of processor time, {time.monotonic() - began:.0f} s", file=sys.stderr)
        sys.exit(1 if self.commands.failures else 0)

    def _work(self):
        if self.smoke and self.needs.inputs and not self.inputs.exists():
            self.stand_ins()
        self.prepare()
        chains = [lambda rows=rows, seed=seed: self._chain(rows, seed) for seed in self.seed_numbers() for rows in self.groups()]
        self.commands.all(chains, self.jobs)

    def _chain(self, rows, seed):
        for row in rows:
            try:
                self.row(row, seed)
            except Failed:
                if row is rows[0]:
                    raise

    def seed_numbers(self):
        return range(self.sheet.first_seed, self.sheet.first_seed + self.seeds)

    def groups(self):
        """Rows that use the same training."""
        groups = {}
        for row in self.rows:
            rows = groups.setdefault(tuple(row.settings), [])
            rows.append(row)
            row.run = rows[0].name
        return list(groups.values())

    def stand_ins(self):
        """Generated data, checkpoints and extractors in the layout of the real ones."""
        self.commands.run("generates its inputs", [self.dxmi, self.folder, self.inputs], env={"DXMI_MAIN": "io.dxmi.bench.standin.StandIns"})

    def prepare(self):
        """What all rows need, made once."""

    def row(self, row, seed):
        """Trains and measures a row."""
        raise NotImplementedError

    def results(self, row):
        """What was measured, one dictionary a seed, of the seeds that are there."""
        raise NotImplementedError

    def run_folder(self, row, seed):
        return self.runs / f"{row.run}-{seed}"

    def train(self, row, seed, extra=()):
        """Trains a row's run, or continues it; returns its folder."""
        run = self.run_folder(row, seed)
        files = [self.folder / "config.yaml"] + ([self.folder / "smoke.yaml"] if self.smoke else [])
        words = [*row.settings, *extra]
        self.same_settings(run, words, files)
        if (run / "summary.json").exists():
            return run
        engine = ["--device", self.device, "--quiet"]
        step = f"trains {row.run}, seed {seed}"
        if (run / "config.yaml").exists():
            self.commands.run(step + ", continued", [self.dxmi, "train", "--resume", run, *engine])
        else:
            layers = [word for file in files for word in ("-c", file)]
            self.commands.run(step, [self.dxmi, "train", *words, *layers, "--seed", seed, "--out", run, *engine])
        return run

    def same_settings(self, run, words, files):
        """A run that is there must have been made with these settings."""
        said = "\n".join([*map(str, words), *(file.read_text() for file in files)])
        note = run.with_name(run.name + ".settings")
        if run.exists() and note.exists() and note.read_text() != said:
            sys.exit(f"{self.name}: {run} was made with other settings; remove {self.runs}, or name another place: EXPERIMENT_RUNS=FOLDER")
        note.write_text(said)


class Needs:
    """The file needs: lines KEY: VALUE; input lines are PATH | KIND | what it is and where it is from."""

    def __init__(self, folder):
        self.values, self.inputs = {}, []
        for line in (folder / "needs").read_text().splitlines():
            if not line.strip():
                continue
            key, value = (part.strip() for part in line.split(":", 1))
            if key == "input":
                self.inputs.append([part.strip() for part in value.split("|")])
            else:
                self.values[key] = value

    def missing(self, inputs):
        return [(path, what) for path, _, what in self.inputs if not (inputs / path).exists()]

    def require(self, name, inputs):
        missing = self.missing(inputs)
        if missing:
            lines = "\n".join(f"  {inputs / path}  {what}" for path, what in missing)
            print(f"{name}: expected these inputs, found none; put them there or name their folder by --inputs, or try --smoke:\n{lines}",
                  file=sys.stderr)
            sys.exit(2)


def read_rows(file):
    lines = file.read_text().splitlines()
    return [Row(line) for line in lines if line.strip() and not line.startswith("#")]


def positive(text):
    if not (text.isdigit() and 0 < int(text) < 10000):
        raise argparse.ArgumentTypeError(f"expected a whole number of at least 1, got '{text}'")
    return int(text)


def options(parser):
    """The options of an experiment and of scripts/reproduce."""
    parser.add_argument("--smoke", action="store_true",
                        help="the whole way on generated inputs, with the sizes and counts of smoke.yaml; the numbers mean nothing")
    parser.add_argument("--seeds", type=positive, metavar="N", help="so many seeds, from 0; trials from %d" % SHEETS["trials"].first_seed)
    parser.add_argument("--jobs", type=positive, metavar="J", default=1, help="commands at a time (default: 1)")
    parser.add_argument("--inputs", metavar="FOLDER", default=os.environ.get("EXPERIMENT_INPUTS", "inputs"),
                        help="where data, checkpoints and extractors are (default: inputs, or EXPERIMENT_INPUTS)")
    parser.add_argument("--device", metavar="NAME", default="cpu", help="cpu, cuda or cuda:N (default: cpu)")
    parser.add_argument("--trust", action="store_true",
                        help="allow the TorchScript files of the inputs, which are programs; this machine remembers them")


def parse(name, script, seeds):
    parser = argparse.ArgumentParser(prog=f"scripts/experiments/{name}/{script}", description=sys.modules["__main__"].__doc__,
                                     epilog="Run again, it goes on where it was stopped. Run folders go to runs/experiments/NAME or EXPERIMENT_RUNS, of trials with -trials behind it; "
                                            "DXMI names the program. The table is written beside this script, to measured.md or trials.md.")
    options(parser)
    return parser.parse_args()
