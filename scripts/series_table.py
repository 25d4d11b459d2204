"""Measures 'dxmi detect' on the labelled time series that the PyPI package aeon bundles.

Needs: aeon's data (pip download --no-deps aeon; unzip it), numpy, scikit-learn.

    python3 scripts/series_table.py AEON FOLDER

AEON is the folder aeon/datasets/data of the unpacked package; FOLDER gets score files, which are not computed again.

1. ecg-diff-count-3: 'dxmi detect outliers' on the raw CSV.
2. KDD-TSAD 135: the same; is the alarm on the labelled span?
3. Daphnet S06R02E0: aeon's excerpt has no labelled anomaly. The first half is for the fit; into the second half, stretches are
   planted that are reversed in time, stilled, noisy, damped or shifted in one sensor (three channels); mean over 10 seeds. 5-NN (mean
   distance) and one-class SVM (scikit-learn's defaults) see the same windows of the same standardised channels, and their scores of
   windows become scores of rows in the same way.
"""

import csv
import json
import os
import subprocess
import sys

import numpy as np
from sklearn.metrics import roc_auc_score
from sklearn.neighbors import NearestNeighbors
from sklearn.svm import OneClassSVM

DXMI = os.environ.get("DXMI", os.path.join(os.path.dirname(os.path.abspath(__file__)), "dxmi"))
WINDOW = 64
STRIDE = 6


def dxmi(*arguments):
    done = subprocess.run([DXMI, "detect", *arguments, "--quiet"], check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def column(path, name):
    with open(path, newline="") as rows:
        return np.array([float(row[name]) for row in csv.DictReader(rows)])


def outliers(source, out, *more):
    if not os.path.exists(out):
        found = dxmi("outliers", source, "--window", "auto", "--out", out, *more)
        print(f"  window {found['window']}, alarms {found['alarms']}, the oddest stretches:")
        for stretch in found["oddest"]:
            print(f"    {stretch['start']} to {stretch['end']}, peak {stretch['peak']}, score {stretch['score']:.3g}")
    labels = column(source, "is_anomaly")
    steps = np.flatnonzero(np.diff(np.concatenate([[0], labels, [0]])))
    print("  labelled rows (from 1):", [f"{a + 1} to {b}" for a, b in zip(steps[::2], steps[1::2])])
    with open(out.replace(".csv", ".alarms.csv"), newline="") as rows:
        alarms = [(row["start"], row["end"], row["peak"]) for row in csv.DictReader(rows)]
    print("  alarms (start, end, peak):", alarms)
    print(f"  AUROC {roc_auc_score(labels, column(out, 'score')):.4f}")


def plant(rows, seed):
    draw = np.random.default_rng(seed)
    rows = rows.copy()
    labels = np.zeros(len(rows), int)
    deviation = rows.std(0)
    for kind in range(5):
        for _ in range(2):
            length = int(draw.integers(40, 160))
            begin = int(draw.integers(100, len(rows) - 100 - length))
            if labels[max(0, begin - 100) : begin + length + 100].any():
                continue
            sensor = slice(3 * int(draw.integers(0, 3)), None)
            sensor = slice(sensor.start, sensor.start + 3)
            part = rows[begin : begin + length, sensor]
            if kind == 0:
                part = part[::-1]
            elif kind == 1:
                part = np.repeat(part[:1], length, 0)
            elif kind == 2:
                part = part + draw.standard_normal(part.shape) * deviation[sensor] * 0.5
            elif kind == 3:
                part = part.mean(0) + 0.4 * (part - part.mean(0))
            else:
                part = part + 0.7 * deviation[sensor]
            rows[begin : begin + length, sensor] = np.round(part)
            labels[begin : begin + length] = 1
    return rows, labels


def write(path, names, rows, labels):
    with open(path, "w") as out:
        out.write(",".join(names) + ",is_anomaly\n")
        for row, label in zip(rows, labels):
            out.write(",".join(f"{v:g}" for v in row) + f",{label}\n")


def windows(rows, stride):
    begins = list(range(0, len(rows) - WINDOW, stride)) + [len(rows) - WINDOW]
    return begins, np.stack([rows[b : b + WINDOW].ravel() for b in begins])


def by_row(begins, scores, n):
    total = np.zeros(n)
    count = np.zeros(n)
    for begin, score in zip(begins, scores):
        total[begin : begin + WINDOW] += score
        count[begin : begin + WINDOW] += 1
    return total / count


def daphnet(aeon, folder):
    source = os.path.join(aeon, "Daphnet_S06R02E0", "S06R02E0.csv")
    with open(source, newline="") as lines:
        names, *rows = csv.reader(lines)
    rows = np.array([[float(v) for v in row[1:-1]] for row in rows])
    names = names[1:-1]
    half = len(rows) // 2
    normal = os.path.join(folder, "daphnet-normal.csv")
    write(normal, names, rows[:half], np.zeros(half, int))
    model = os.path.join(folder, "daphnet-model")
    if not os.path.exists(model):
        dxmi("fit", "--data", normal, "--window", str(WINDOW), "--stride", str(STRIDE), "--out", model)
    mean, deviation = rows[:half].mean(0), rows[:half].std(0)
    _, train = windows((rows[:half] - mean) / deviation, 1)
    knn = NearestNeighbors(n_neighbors=5).fit(train)
    svm = OneClassSVM().fit(train)
    found = []
    for seed in range(10):
        planted, labels = plant(rows[half:], seed)
        test = os.path.join(folder, f"daphnet-{seed}.csv")
        write(test, names, planted, labels)
        out = os.path.join(folder, f"daphnet-{seed}-scores.csv")
        if not os.path.exists(out):
            dxmi("score", model, "--data", test, "--out", out)
        begins, seen = windows((planted - mean) / deviation, STRIDE)
        near = by_row(begins, knn.kneighbors(seen)[0].mean(1), len(planted))
        far = by_row(begins, -svm.score_samples(seen), len(planted))
        found.append([roc_auc_score(labels, s) for s in (column(out, "score"), near, far)])
    found = np.array(found)
    for name, values in zip(["dxmi", "5-NN", "one-class SVM"], found.T):
        print(f"  {name}: AUROC {values.mean():.4f} ± {values.std(ddof=1):.4f}")
    for name, values in zip(["5-NN", "one-class SVM"], (found[:, :1] - found[:, 1:]).T):
        print(f"  dxmi minus {name}: {values.mean():+.4f} ± {values.std(ddof=1):.4f}")


def main():
    aeon, folder = sys.argv[1:3]
    os.makedirs(folder, exist_ok=True)
    print("ecg-diff-count-3")
    outliers(os.path.join(aeon, "UnitTest", "ecg-diff-count-3_TEST.csv"), os.path.join(folder, "ecg.csv"))
    print("KDD-TSAD 135")
    name = "135_UCR_Anomaly_InternalBleeding16_TEST.csv"
    outliers(os.path.join(aeon, "KDD-TSAD_135", name), os.path.join(folder, "kdd.csv"), "--contamination", "0.01")
    print(f"Daphnet S06R02E0 with planted anomalies, windows of {WINDOW}")
    daphnet(aeon, folder)


if __name__ == "__main__":
    main()
