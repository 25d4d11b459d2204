"""Writes the table of this experiment from the summaries of its runs: table.py RUNS SEEDS COMMIT"""
import datetime
import json
import os
import platform
import statistics
import sys

# row, set, noise on the source, bound of the plan error and what it says, whether the distance to the target is bounded too
ROWS = [
    ("one-to-many", "one-to-many", "1 to 0.1", ("<=", 0.08), True),
    ("one-to-many-plain", "one-to-many", "none", (">", 0.5), False),
    ("perpendicular", "perpendicular", "1 to 0.1", ("<=", 0.008), True),
    ("perpendicular-plain", "perpendicular", "none", (">", 0.5), False),
    ("curve-plain", "curve", "none", ("<=", 0.005), False),
    ("curve", "curve", "1 to 0.1", None, False),
    ("affine", "affine", "1 to 0.1", None, False),
]


def processor():
    try:
        with open("/proc/cpuinfo") as info:
            names = [line.split(":", 1)[1].strip() for line in info if line.startswith("model name")]
        return names[0] if names else platform.machine()
    except OSError:
        return platform.processor() or platform.machine()


def shown(values):
    if len(values) == 1:
        return f"{values[0]:.4f}"
    return f"{statistics.mean(values):.4f} ± {statistics.stdev(values):.4f}"


def main():
    runs, seeds, commit = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    lines, cpu = [], []
    for row, name, noise, bound, near in ROWS:
        found = []
        for seed in range(seeds):
            path = os.path.join(runs, f"{row}-{seed}", "summary.json")
            if os.path.exists(path):
                with open(path) as file:
                    found.append(json.load(file))
        if not found:
            lines.append(f"| {name} | {noise} | 0 | – | – | – | – | – | – | not run |")
            continue
        metrics = [summary["metrics"] for summary in found]
        cpu += [summary["cpu_seconds"] for summary in found if summary.get("cpu_seconds")]

        def column(key):
            return [m[key] for m in metrics]

        plan = column("plan_error")
        verdicts = []
        if bound:
            def keeps(value):
                return value <= bound[1] if bound[0] == "<=" else value > bound[1]

            ok = keeps(statistics.mean(plan))
            verdicts.append(f"plan {bound[0]} {bound[1]}: {'holds' if ok else 'FAILS'} in the mean, "
                            f"in {sum(map(keeps, plan))} of {len(plan)} seeds")
        if near:
            ratio = statistics.mean(column("transport_w2_squared")) / statistics.mean(
                column("transport_w2_squared_floor"))
            verdicts.append(f"distance <= 1.5 floors: {'holds' if ratio <= 1.5 else 'FAILS'} ({ratio:.3f})")
        worst = min(plan) if bound and bound[0] == ">" else max(plan)
        lines.append(
            f"| {name} | {noise} | {len(found)} | {shown(plan)} | {worst:.4f} | {shown(column('transport_w2_squared'))} | "
            f"{shown(column('transport_w2_squared_floor'))} | {shown(column('transport_cost_error'))} | "
            f"{shown(column('plan_spread'))} | {'; '.join(verdicts) or 'reported'} |")
    print("# Measured\n")
    print(f"Command: `scripts/experiments/transport/run --seeds {seeds}`. Seeds 0 to {seeds - 1}; mean ± standard deviation"
          " over the seeds.")
    print(f"Hardware: {processor()}, {os.cpu_count()} cores, one thread a run. Processor time of training: "
          f"{statistics.mean(cpu):.1f} s a run (1,000 iterations). Date: {datetime.date.today()}. "
          f"Commit: {commit}.\n")
    print("Plan error, distance and cost error are squared units of the data. `worst` is the plan error"
          " of the seed that is nearest to the bound or beyond it. The distance is the squared Wasserstein-2 distance of"
          " 1,000 results to 1,000 held-out points by exact matching, its floor that of 1,000 other real points, means of"
          " 4 draws.\n")
    print("| set | noise | seeds | plan error | worst | distance to target | floor | cost error | spread of y given x | bounds |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    print("\n".join(lines))


main()
