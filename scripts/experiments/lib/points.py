"""Experiments on drawn points or small pictures that `dxmi train` measures itself."""
import json

from experiment import Experiment


class Points(Experiment):

    def row(self, row, seed):
        run = self.train(row, seed)
        if row.options:  # other samples of the same run
            samples = self.runs / f"{row.name}-{seed}.csv"
            count = json.loads((run / "summary.json").read_text())["metrics"]["samples"]
            if not samples.exists() or not self.evaluation(row, seed).exists():
                self.commands.run(f"draws {row.name}, seed {seed}",
                                  [self.dxmi, "sample", run, "-n", count, "--seed", seed, *row.options, "--out", samples, "--quiet"])
            self.commands.run(f"measures {row.name}, seed {seed}",
                              [self.dxmi, "evaluate", samples, "--against", run, "--out", self.runs / f"{row.name}-{seed}-evaluation", "--quiet"],
                              result=self.evaluation(row, seed))

    def evaluation(self, row, seed):
        return self.runs / f"{row.name}-{seed}.json"

    def results(self, row):
        found = []
        for seed in range(self.seeds):
            file = self.evaluation(row, seed) if row.options else self.run_folder(row, seed) / "summary.json"
            if file.exists():
                summary = json.loads(file.read_text())
                found.append({"cpu_seconds": summary.get("cpu_seconds"), **summary["metrics"]})
        return found
