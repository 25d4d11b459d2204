"""Experiments that fine-tune a published network on pictures: training, 50,000 samples, distance in the features of an extractor."""
import json

from experiment import Experiment
from tables import number, spread


class Pictures(Experiment):

    def __init__(self, script, data, checkpoint, crop, seeds=1):
        """data and checkpoint are the names of inputs; with crop, pictures are cut and resized to the size of the training."""
        self.data, self.checkpoint, self.crop = data, checkpoint, crop
        super().__init__(script, [
            ("FID", fid),
            ("precision", number("precision", 3)),
            ("recall", number("recall", 3)),
            ("samples", lambda row, results: spread([result["samples"] for result in results[:1]], 0)),
            ("CPU s of the training thread", number("cpu_seconds", 0)),
        ], legend="FID of the samples to all training pictures in the features of inception-2015-12-05.pt; where there are fewer than 50,000 on a side it is"
                  " called so in the cell. Averaged weights at the end of the training.", seeds=seeds)

    def prepare(self):
        smoke = ["-c", self.folder / "smoke.yaml"] if self.smoke else []
        shown = self.commands.run("looks at the settings", [self.dxmi, "train", "-c", self.folder / "config.yaml", *smoke, *self.origin(),
                                                              "pretrain.iterations=0", "trainer.iterations=0", "--dry-run", "--quiet"],
                                  result=self.runs / "settings.json")
        self.config = json.loads(shown)["config"]
        self.reference = self.runs / "reference.npz"
        if not self.reference.exists():
            crop = ["--crop", self.config["data"]["size"]] if self.crop else []
            self.commands.run("builds the reference", [self.dxmi, "reference", "build", self.inputs / self.data, *crop, *self.extractor(), *self.programs(),
                                                       "--out", self.reference, "--quiet"])

    def origin(self):
        return [f"data.path={self.inputs / self.data}", "--init", self.inputs / self.checkpoint]

    def extractor(self):
        return ["--extractor", self.inputs / "inception-2015-12-05.pt", "--device", self.device]

    def programs(self):
        return ["--trust", self.inputs / "inception-2015-12-05.pt"] if self.trust else []

    def row(self, row, seed):
        run = self.train(row, seed, self.origin())
        samples = self.runs / f"{row.name}-{seed}-samples"
        measured = self.measurement(row, seed)
        self.commands.run(f"draws {row.name}, seed {seed}",
                          [self.dxmi, "sample", run, "-n", self.config["evaluation"]["samples"], "--seed", seed, *row.options, "--out", samples,
                           "--device", self.device, "--quiet"],
                          result=self.runs / f"{row.name}-{seed}-drawn.json")
        self.commands.run(f"measures {row.name}, seed {seed}",
                          [self.dxmi, "evaluate", samples, "--reference", self.reference, *self.extractor(), "--training", self.inputs / self.data,
                           "--out", self.runs / f"{row.name}-{seed}-evaluation", "--quiet"],
                          result=measured)

    def measurement(self, row, seed):
        return self.runs / f"{row.name}-{seed}.json"

    def results(self, row):
        found = []
        for seed in self.seed_numbers():
            if self.measurement(row, seed).exists():
                summary = json.loads((self.run_folder(row, seed) / "summary.json").read_text())
                measured = json.loads(self.measurement(row, seed).read_text())["metrics"]
                found.append({"cpu_seconds": summary.get("cpu_seconds"), **measured, "samples": self.config["evaluation"]["samples"]})
        return found


def fid(_row, results):
    """FID; another Fréchet distance is named."""
    names = dict.fromkeys(key for result in results for key in result if key == "fid" or "fid(" in key or key in ("proxy_fid", "frechet"))
    return "; ".join(("" if name == "fid" else f"{name} ") + spread([result.get(name) for result in results], 2) for name in names) or "–"
