#!/usr/bin/env python3
"""Large pictures as a whole and in tiles: processor time, memory and AUROC.

    python3 scripts/bench_tiles.py FOLDER [WIDTH HEIGHT]      needs numpy and Pillow; default 4000 3000

Writes 12 normal pictures and 4 with a darker square of 16 pixels below FOLDER, fits patchcore (which is not trained) to the
normal ones, with Java's heap limited to 1 GB, and prints one row for each: fit, evaluation, and one picture with its heat map.
"""
import multiprocessing
import os
import re
import subprocess
import sys

DXMI = os.environ.get("DXMI", os.path.join(os.path.dirname(os.path.abspath(__file__)), "dxmi"))


def pictures(folder, width, height):
    import numpy as np
    from PIL import Image

    draws = np.random.default_rng(0)
    y, x = np.mgrid[0:height, 0:width]

    def good():
        grain = np.kron(draws.normal(size=(height // 4 + 1, width // 4 + 1)), np.ones((4, 4)))[:height, :width]
        return 128 + 18 * np.sin(x / 40) + 18 * np.sin(y / 55) + 14 * grain

    def save(values, name):
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        Image.fromarray(values.clip(0, 255).astype(np.uint8)).save(path, quality=92)

    for i in range(12):
        save(good(), f"OK/{i:03d}.jpg")
    for i in range(4):
        values, mask = good(), np.zeros((height, width))
        top, left = draws.integers(0, height - 16), draws.integers(0, width - 16)
        values[top : top + 16, left : left + 16] -= 70
        mask[top : top + 16, left : left + 16] = 255
        save(values, f"NG/{i:03d}.jpg")
        save(mask, f"ground_truth/NG/{i:03d}_mask.png")


def run(*arguments):
    """Processor seconds, resident memory in GiB, and what was printed."""
    environment = dict(os.environ, DXMI_JAVA_OPTS="-Xmx1g")
    child = subprocess.Popen(
        [DXMI, "detect", *arguments, "--quiet"],
        stdout=subprocess.PIPE, env=environment, text=True)
    out = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"dxmi detect {' '.join(arguments)} failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 2**20, out


def number(out, name):
    return re.search(f'"{name}":([0-9.]+)', out).group(1)


def main():
    folder = sys.argv[1]
    size = [int(a) for a in sys.argv[2:4]] or [4000, 3000]
    os.makedirs(folder)
    data = os.path.join(folder, "data")
    # in a process of its own: a child's peak of memory begins with that of its parent
    painter = multiprocessing.Process(target=pictures, args=(data, *size))
    painter.start()
    painter.join()
    print("| pictures | fit | evaluation of 16 | image AUROC | AUPRO | one picture with its heat map |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, options in (("as a whole", []), ("`--tile 512`", ["--tile", "512"])):
        model = os.path.join(folder, "tiles.dxmi" if options else "whole.dxmi")
        fit = run("fit", "--data", data, "--energy", "patchcore", "--out", model, *options)
        all_ = run("evaluate", model, "--data", data)
        one = run("score", model, "--data", os.path.join(data, "NG", "000.jpg"), "--out", model + ".csv", "--maps", model + "-maps")
        cells = [f"{seconds:.0f} s, {gib:.2f} GiB" for seconds, gib, _ in (fit, all_, one)]
        print(f"| {name} | {cells[0]} | {cells[1]} | {number(all_[2], 'auroc')} | {number(all_[2], 'aupro')} | {cells[2]} |", flush=True)


if __name__ == "__main__":
    main()
