"""Translations between two classes of small pictures, as arrays with one row of pixels a picture."""
import array
import gzip
import json
import struct
import zipfile
import zlib

from experiment import Experiment
from tables import number

SIDE = 28


class Classes(Experiment):

    def __init__(self, script, data, classes, draws):
        """
        :param data: name of the input, a folder of the four idx files of MNIST's layout
        :param classes: by the row's name: the class that is translated, and the class that it is translated to
        :param draws: by the row's name: how many results of each picture are shown
        """
        self.data, self.classes, self.draws = data, classes, draws
        super().__init__(script, [
            ("sliced W2, as they are", number("before", 3)),
            ("sliced W2, translated", number("after", 3)),
            ("its floor", number("floor", 3)),
            ("squared W2, translated", number("transport_w2_squared", 1)),
            ("its floor", number("transport_w2_squared_floor", 1)),
            ("spread of results", number("plan_spread", 2)),
            ("CPU s", number("cpu_seconds", 0)),
        ], legend="Distances to held-out pictures of the target, whose pixels are within -1 and 1. Sliced W2 (500 directions): of the 1,000 pictures of the data set's test part, as they are and"
                  " translated. Squared W2: of 1,000 results of held-out pictures of the training part, by exact matching. Floors are the distances of other real pictures of the target."
                  " CPU s is the processor time of the training thread.", seeds=3)

    def prepare(self):
        for label in sorted({label for pair in self.classes.values() for label in pair}):
            for part in ("train", "t10k"):
                if not self.file(part, label).exists():
                    write_rows(self.file(part, label), self.pictures(part, label))

    def groups(self):
        """Rows of equal settings translate different classes: none share a training."""
        return [[row] for row in self.rows]

    def file(self, part, label):
        return self.runs / f"{part}-{label}.npy"

    def pictures(self, part, label):
        """The pictures of a class, bytes."""
        folder = self.inputs / self.data
        pixels, labels = (read_idx(folder / f"{part}-{kind}-ubyte.gz") for kind in ("images-idx3", "labels-idx1"))
        size = SIDE * SIDE
        return [pixels[i * size:(i + 1) * size] for i, found in enumerate(labels) if found == label]

    def row(self, row, seed):
        source, target = self.classes[row.name]
        run = self.train(row, seed, [f"data.source={self.file('train', source)}", f"data.path={self.file('train', target)}"])
        new, name = self.file("t10k", source), f"{row.name}-{seed}"
        for draws in sorted({1, self.draws.get(row.name, 1)}):
            self.commands.run(f"translates by {name}, {draws} of each",
                              [self.dxmi, "translate", run, new, "--draws", draws, "--seed", seed, "--out", self.runs / f"{name}-{draws}.npz", "--quiet"],
                              result=self.runs / f"{name}-{draws}.json")
        self.commands.run(f"measures {name}", [self.dxmi, "evaluate", self.runs / f"{name}-1.npz", "--against", run, "--quiet"], result=self.runs / f"{name}-after.json")
        self.commands.run(f"measures what {name} translates", [self.dxmi, "evaluate", new, "--against", run, "--quiet"], result=self.runs / f"{name}-before.json")
        with zipfile.ZipFile(self.runs / f"{name}-{draws}.npz") as arrays:
            write_sheet(self.runs / f"{name}.png", read_rows(new.read_bytes()), read_rows(arrays.read(arrays.namelist()[0])), draws)

    def results(self, row):
        found = []
        for seed in self.seed_numbers():
            files = [self.runs / f"{row.name}-{seed}{end}" for end in ("/summary.json", "-before.json", "-after.json")]
            if all(file.exists() for file in files):
                summary, before, after = (json.loads(file.read_text()) for file in files)
                found.append({"cpu_seconds": summary["cpu_seconds"], **summary["metrics"], "before": before["metrics"]["sliced_wasserstein"],
                              "after": after["metrics"]["sliced_wasserstein"], "floor": after["metrics"]["sliced_wasserstein_floor"]})
        return found


def read_idx(file):
    """The values of an idx file of bytes, packed or not."""
    plain = file.with_suffix("")
    content = gzip.decompress(file.read_bytes()) if file.exists() else plain.read_bytes()
    return content[4 + 4 * content[3]:]


def write_rows(file, pictures):
    """Pictures of bytes as a NumPy array (n, pixels), float32 within -1 and 1."""
    header = str({"descr": "<f4", "fortran_order": False, "shape": (len(pictures), SIDE * SIDE)}).encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    values = array.array("f", (value / 127.5 - 1 for picture in pictures for value in picture))
    part = file.with_name("." + file.name)
    part.write_bytes(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + values.tobytes())
    part.rename(file)


def read_rows(content):
    """The values of a NumPy array of float32, one after the other."""
    values = array.array("f")
    values.frombytes(content[10 + struct.unpack("<H", content[8:10])[0]:])
    return values


def write_sheet(file, sources, results, draws, columns=14, step=7, scale=2):
    """A PNG: some pictures in the first line, their results below."""
    size = SIDE * SIDE
    shown = [[sources[i * size:(i + 1) * size]] + [results[(i * draws + k) * size:(i * draws + k + 1) * size] for k in range(draws)]
             for i in range(0, len(sources) // size, step)][:columns]
    lines = []
    for line in range(1 + draws):
        for y in range(SIDE):
            pixels = b"".join(bytes([level(value)]) * scale for column in shown for value in column[line][y * SIDE:(y + 1) * SIDE])
            lines += [b"\0" + pixels] * scale
    width = len(shown) * SIDE * scale
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", width, len(lines), 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(b"".join(lines), 9)), (b"IEND", b"")]
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks))


def level(value):
    """Dark on white."""
    return 255 - round(min(1, max(-1, value)) * 127.5 + 127.5)
