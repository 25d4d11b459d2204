"""Experiments on drawn points or small pictures that `dxmi train` measures itself."""
import json

from experiment import Experiment
from tables import number, spread

# Columns of sets whose density is known.
DENSITY = [
    ("sliced Wasserstein-2", number("sliced_wasserstein")),
    ("its floor", number("sliced_wasserstein_floor")),
    ("JS, millinats", number("jensen_shannon", 1)),
    ("AUC of the energy", number("energy_auc")),
    ("its ceiling", number("energy_auc_ceiling")),
    ("within 3 sd of a mode", number("high_quality")),
    ("modes of 8", number("modes_covered", 1)),
    ("CPU s", number("cpu_seconds", 0)),
]


def above_floor(_row, results):
    return spread([result["sliced_wasserstein"] - result["sliced_wasserstein_floor"] for result in results], 3)


# Columns of runs whose settings all point sets share.
SHARED = [
    ("JS, millinats", number("jensen_shannon", 1)),
    ("sliced Wasserstein-2", number("sliced_wasserstein", 3)),
    ("above its floor", above_floor),
    ("far outliers", number("far_outliers", 4)),
    ("AUC of the energy, gap to its ceiling", number("energy_auc_gap", 4)),
    ("KL, nats", number("energy_kl", 2)),
    ("CPU s", number("cpu_seconds", 0)),
]
SHARED_LEGEND = ("JS of 200,000 samples; the sliced distance of 10,000 samples, mean of 10 draws, and its difference from that of two real sets of the same draws. KL of the true density from exp(-E / tau) by"
                 " quadrature. CPU s is the processor time of the training thread, pre-training included.")


class Points(Experiment):

    def row(self, row, seed):
        run = self.train(row, seed)
        if row.options:  # other samples of the same run
            samples = self.runs / f"{row.name}-{seed}.csv"
            count = json.loads((run / "summary.json").read_text())["metrics"]["samples"]
            if not samples.exists():
                self.commands.run(f"draws {row.name}, seed {seed}",
                                  [self.dxmi, "sample", run, "-n", count, "--seed", seed, *row.options, "--out", samples, "--quiet"])
            self.commands.run(f"measures {row.name}, seed {seed}",
                              [self.dxmi, "evaluate", samples, "--against", run, "--quiet"],
                              result=self.evaluation(row, seed))

    def evaluation(self, row, seed):
        return self.runs / f"{row.name}-{seed}.json"

    def results(self, row):
        found = []
        for seed in self.seed_numbers():
            file = self.evaluation(row, seed) if row.options else self.run_folder(row, seed) / "summary.json"
            if file.exists():
                summary = json.loads(file.read_text())
                found.append({"cpu_seconds": summary.get("cpu_seconds"), **summary["metrics"]})
        return found
