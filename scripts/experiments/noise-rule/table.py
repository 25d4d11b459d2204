"""Writes the table of this experiment from the summaries of its runs: table.py RUNS SEEDS COMMIT"""
import datetime
import json
import os
import platform
import re
import statistics
import sys

ROWS = [("digits", "digits"), ("fashion-mnist-T4", "Fashion-MNIST, 4 steps")]


def processor():
    try:
        with open("/proc/cpuinfo") as info:
            names = [line.split(":", 1)[1].strip() for line in info if line.startswith("model name")]
        return names[0] if names else platform.machine()
    except OSError:
        return platform.processor() or platform.machine()


def shown(values):
    if not values:
        return "–"
    if len(values) == 1:
        return f"{values[0]:.3f}"
    return f"{statistics.mean(values):.3f} ± {statistics.stdev(values):.3f}"


def summary(runs, name):
    path = os.path.join(runs, name, "summary.json")
    if not os.path.exists(path):
        return None
    with open(path) as file:
        return json.load(file)


def noise(runs, name):
    with open(os.path.join(runs, name, "config.yaml")) as file:
        section = re.search(r"^energy:\n((?: .*\n)+)", file.read(), re.MULTILINE).group(1)
    return float(re.search(r"^ +noise_sd: (\S+)$", section, re.MULTILINE).group(1))


def main():
    runs, seeds, commit = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    lines, seconds, verdicts = [], [], []
    for row, title in ROWS:
        distances = {}
        for kind in ("preset", "auto"):
            found = {s: summary(runs, f"{row}-{kind}-{s}") for s in range(seeds)}
            found = {s: result for s, result in found.items() if result}
            if not found:
                lines.append(f"| {title} | {kind} | – | 0 | – | – | not run |")
                continue
            distances[kind] = {s: result["metrics"]["frechet"] for s, result in found.items()}
            before = [r["metrics"]["frechet"] for r in (summary(runs, f"{row}-before-{s}") for s in found) if r]
            floor = [result["metrics"]["frechet_floor"] for result in found.values()]
            seconds += [result["cpu_seconds"] for result in found.values() if result.get("cpu_seconds")]
            sds = sorted({noise(runs, f"{row}-{kind}-{s}") for s in found})
            lines.append(f"| {title} | {kind} | {', '.join(map(str, sds))} | {len(found)} | {shown(before)} | "
                         f"{shown(list(distances[kind].values()))} | {shown(floor)} |")
        both = sorted(set(distances.get("preset", {})) & set(distances.get("auto", {})))
        if both:
            gains = [distances["preset"][s] - distances["auto"][s] for s in both]
            verdicts.append(f"* {title}: the rule's noise lowers the distance by {shown(gains)} (same seed, same pre-trained"
                            f" sampler); it is lower in {sum(g > 0 for g in gains)} of {len(gains)} seeds.")
    print("# Measured\n")
    print(f"Command: `scripts/experiments/noise-rule/run --seeds {seeds}`. Seeds 0 to {seeds - 1}; mean ± standard deviation"
          " over the seeds.")
    cost = f"Processor time of the joint training: {statistics.mean(seconds):.0f} s a run. " if seconds else ""
    print(f"Hardware: {processor()}, {os.cpu_count()} cores, one thread a run. {cost}Date: {datetime.date.today()}. "
          f"Commit: {commit}.\n")
    print("| set | noise | sd | seeds | Fréchet distance before joint training | after | floor |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    print("\n".join(lines))
    if verdicts:
        print("\n" + "\n".join(verdicts))


main()
