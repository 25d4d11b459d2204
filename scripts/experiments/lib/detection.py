"""Anomaly detection in pictures of several categories."""
import json
import shutil
import statistics

from experiment import Experiment
from tables import spread


class Detection(Experiment):

    def __init__(self, script, data, backbone, legend, seeds=3):
        """data and backbone are the names of inputs; config.yaml describes the backbone."""
        self.data, self.backbone = data, backbone
        super().__init__(script, [
            ("AUROC of pictures, %", lambda row, results: spread([100 * result["image"] for result in results], 2)),
            ("AUROC of pixels, %", lambda row, results: spread([100 * result["pixel"] for result in results], 2)),
            ("categories", lambda row, results: spread([result["categories"] for result in results[:1]], 0)),
        ], legend, seeds)

    def prepare(self):
        description = (self.inputs / self.backbone).with_suffix(".yaml")
        if not description.exists():
            shutil.copy(self.folder / "config.yaml", description)

    def row(self, row, seed):
        model = self.runs / f"{row.name}-{seed}"
        words = [self.inputs / word if word == self.backbone else word for word in row.options]
        self.same_settings(model, words, [self.folder / "config.yaml"])
        trust = ["--trust", self.inputs / self.backbone] if self.trust and self.backbone in row.options else []
        if not model.exists():
            self.commands.run(f"fits {row.name}, seed {seed}",
                              [self.dxmi, "detect", "fit", "--data", self.inputs / self.data, *words, *trust, "--seed", seed, "--out", model,
                               "--device", self.device, "--quiet"])
        self.commands.run(f"measures {row.name}, seed {seed}",
                          [self.dxmi, "detect", "evaluate", model, "--data", self.inputs / self.data, "--device", self.device, "--quiet"],
                          result=self.measurement(row, seed))

    def groups(self):
        return [[row] for row in self.rows]

    def measurement(self, row, seed):
        return self.runs / f"{row.name}-{seed}.json"

    def results(self, row):
        files = [self.measurement(row, seed) for seed in self.seed_numbers()]
        return [mean_of_categories(json.loads(file.read_text())) for file in files if file.exists()]


def mean_of_categories(measured):
    """Means over the categories; pixels of all categories together where the model measures them so."""
    parts = [part["metrics"] for part in measured.get("categories", {}).values()] or [measured["metrics"]]
    pixels = [part["pixel_auroc"] for part in parts if "pixel_auroc" in part] or [measured["metrics"]["pixel_auroc"]]
    return {"image": statistics.mean(part["auroc"] for part in parts), "pixel": statistics.mean(pixels), "categories": len(parts)}
