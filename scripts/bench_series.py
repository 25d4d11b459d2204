"""Times 'dxmi detect' on a time series of a million rows: fit, score and outliers, with the peak of resident memory.

    python3 scripts/bench_series.py FOLDER [rows] [channels]

FOLDER gets the generated series (seed 0: sums of sines with noise; 20 planted stretches of noise in the file that is scored) and the
results. Needs a JDK and Maven for the toolkit, and nothing besides Python.
"""

import math
import os
import random
import resource
import subprocess
import sys
import time

DXMI = os.environ.get("DXMI", os.path.join(os.path.dirname(os.path.abspath(__file__)), "dxmi"))


def write(path, rows, channels, planted):
    if os.path.exists(path):
        return
    draw = random.Random(1 if planted else 0)
    begins = set(range(rows // 40, rows, rows // 20)) if planted else set()
    odd = 0
    with open(path + ".part", "w") as out:
        out.write("time," + ",".join(f"c{c}" for c in range(channels)) + (",label" if planted else "") + "\n")
        for t in range(rows):
            odd = 80 if t in begins else max(0, odd - 1)
            values = []
            for c in range(channels):
                x = math.sin(2 * math.pi * t / 100 + c) + 0.5 * math.sin(2 * math.pi * t / 37 * (1 + 0.1 * c))
                values.append(f"{x + draw.gauss(0, 0.8 if odd and c == 0 else 0.1):.4f}")
            label = ("," + ("1" if odd else "0")) if planted else ""
            out.write(f"{t}," + ",".join(values) + label + "\n")
    os.rename(path + ".part", path)


def timed(*arguments):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.time()
    process = subprocess.Popen([DXMI, "detect", *arguments, "--quiet"], stdout=subprocess.PIPE, text=True)
    output, _ = process.communicate()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        sys.exit(f"dxmi detect {' '.join(arguments)} ended with {process.returncode}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    # the peak of all children so far
    print(f"{arguments[0]}: {time.time() - started:.0f} s, {cpu:.0f} s of processors, {after.ru_maxrss / 2**20:.2f} GiB")
    return output


def main():
    folder = sys.argv[1]
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    channels = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    os.makedirs(folder, exist_ok=True)
    name = os.path.join(folder, f"{rows}x{channels}")
    write(name + "-normal.csv", rows, channels, False)
    write(name + "-test.csv", rows, channels, True)
    for old in os.listdir(folder):
        if old.startswith(f"{rows}x{channels}-scores") or old.startswith(f"{rows}x{channels}-ranked"):
            os.remove(os.path.join(folder, old))
    model = f"{name}-model-{int(time.time())}"
    print(timed("fit", "--data", name + "-normal.csv", "--window", "100", "--out", model).strip())
    timed("score", model, "--data", name + "-test.csv", "--out", name + "-scores.csv")
    print(timed("evaluate", model, "--data", name + "-test.csv").strip()[:400])
    timed("outliers", name + "-test.csv", "--window", "100", "--out", name + "-ranked.csv")


if __name__ == "__main__":
    main()
