"""Few-step samplers of one pre-trained network, or of the same network distilled: the name of a row begins with what it starts from."""
import json

from experiment import Experiment
from tables import number


def origin(row):
    return row.name.split("-")[0]


class Peers(Experiment):

    def __init__(self, script, data=None, features="the built-in classifier", digits=1, seeds=3):
        """
        :param data: name of the input that is data.path, if there is one
        :param features: of the preset's distance, in words
        :param digits: of the distance, after the point
        """
        self.data = data
        super().__init__(script, [
            ("Fréchet distance", number("frechet", digits)),
            ("its floor", number("frechet_floor", 2)),
            ("best during training", number("frechet_best", digits)),
            ("CPU s", number("cpu_seconds", 0)),
        ], legend=f"Squared Fréchet distance in the features of {features}. A step is one evaluation of the network. All rows start from one teacher or one distillation of"
                  " it (with the first seed); the seeds are those of joint training. All samples start from the same noise, so that a row that trains nothing is measured once. CPU s is the processor time of the training thread, without"
                  " the teacher's and the distillation's; a row of 0 s trains nothing.", seeds=seeds)

    def prepare(self):
        self.made = {"teacher": self.start("teacher", ["pretrain"])}
        if any(origin(row) == "peer" for row in self.rows):
            self.made["peer"] = self.start("peer", ["distil", "--init", self.made["teacher"]])

    def start(self, name, command):
        """A network that rows start from."""
        run = self.runs / name
        command = [*command, *self.path()]
        files = [self.folder / "config.yaml"] + ([self.folder / "smoke.yaml"] if self.smoke else [])
        self.same_settings(run, command, files)
        engine = ["--device", self.device, "--quiet"]
        if not (run / "summary.json").exists():
            if (run / "config.yaml").exists():
                self.commands.run(f"makes the {name}, continued", [self.dxmi, "train", "--resume", run, *engine])
            else:
                layers = [word for file in files for word in ("-c", file)]
                self.commands.run(f"makes the {name}", [self.dxmi, *command, *layers, "--seed", self.sheet.first_seed, "--out", run, *engine])
        return run

    def path(self):
        return [f"data.path={self.inputs / self.data}"] if self.data else []

    def groups(self):
        """Rows of equal settings start from different networks: none share a training."""
        return [[row] for row in self.rows]

    def row(self, row, seed):
        if seed > self.sheet.first_seed and "trainer.iterations=0" in row.settings:
            return  # would draw the same samples of the same network
        self.train(row, seed, ["--init", self.made[origin(row)], "pretrain.iterations=0", *self.path()])

    def results(self, row):
        found = []
        for seed in self.seed_numbers():
            file = self.run_folder(row, seed) / "summary.json"
            if file.exists():
                summary = json.loads(file.read_text())
                found.append({"cpu_seconds": summary.get("cpu_seconds"), **summary["metrics"]})
        return found
