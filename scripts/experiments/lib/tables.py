"""The tables of measured.md and trials.md."""
import statistics


def spread(values, digits=4):
    """Mean and standard deviation of numbers; - for none."""
    values = [value for value in values if value is not None]
    if not values:
        return "–"
    if len(values) == 1:
        return f"{values[0]:.{digits}f}"
    return f"{statistics.mean(values):.{digits}f} ± {statistics.stdev(values):.{digits}f}"


def number(key, digits=4):
    """A column: mean and standard deviation of a metric."""
    def cell(_row, results):
        return spread([result.get(key) for result in results], digits)
    return cell


def measured(experiment):
    """The whole page."""
    history = experiment.commands.history()
    lines = [f"# {experiment.sheet.title}", ""]
    if experiment.smoke:
        lines += ["Smoke run on generated inputs with the sizes of smoke.yaml: **these numbers mean nothing.**", ""]
    command = f"scripts/experiments/{experiment.name}/{experiment.script}" + (" --smoke" if experiment.smoke else "") + f" --seeds {experiment.seeds}"
    if experiment.device != "cpu":
        command += f" --device {experiment.device}"
    seeds = experiment.seed_numbers()
    which = f"Seed {seeds[0]}" if len(seeds) == 1 else f"Seeds {seeds[0]} to {seeds[-1]}; mean ± standard deviation over the seeds"
    lines.append(f"Command: `{command}`. {which}.")
    hardware = joined(f"{line['processor']}, {line['cores']} cores" for line in history)
    lines.append(f"Hardware: {hardware}; device {experiment.device}; one thread a process. Processor time of all commands that succeeded, start of Java "
                 f"included: {duration(sum(line['cpu_seconds'] for line in history))}. Date: {dates(history)}. "
                 f"Commit: {joined(line['commit'] for line in history)}.")
    lines += ["", experiment.legend, ""] if experiment.legend else [""]
    headings = ["", "seeds", *(heading for heading, _ in experiment.columns)]
    lines.append("| " + " | ".join(headings) + " |")
    lines.append("| " + " | ".join("---" for _ in headings) + " |")
    for row in experiment.rows:
        results = experiment.results(row)
        cells = [cell(row, results) if results else "–" for _, cell in experiment.columns]
        lines.append("| " + " | ".join([row.label, f"{len(results)}" if results else "none ended", *cells]) + " |")
    return "\n".join(lines) + "\n"


def joined(texts):
    return ", ".join(dict.fromkeys(texts)) or "none"


def dates(history):
    days = sorted({line["ended"][:10] for line in history})
    return " to ".join(dict.fromkeys([days[0], days[-1]])) if days else "none"


def duration(seconds):
    return f"{seconds:.0f} s" if seconds < 600 else f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
