"""Compares event files, as TensorBoard reads them, with the rows of a run: check_tensorboard.py RUN EVENTS ..."""

import json
import struct
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator


def single(value):
    """A number as a float of 32 bits, as event files hold it."""
    return struct.unpack("f", struct.pack("f", value))[0]


def rows(path):
    with open(path) as lines:
        return [json.loads(line) for line in lines]


run, folders = sys.argv[1], sys.argv[2:]
assert folders, "expected folders of event files"
metrics = rows(run + "/metrics.jsonl")
histograms = rows(run + "/histograms.jsonl")
for folder in folders:
    events = EventAccumulator(folder, size_guidance={"scalars": 0, "images": 0, "histograms": 0})
    events.Reload()
    for name in sorted({key for row in metrics for key in row} - {"phase", "iteration"}):
        expected = [(row["iteration"], single(row[name])) for row in metrics if name in row]
        found = [(event.step, event.value) for event in events.Scalars(name)]
        assert found == expected, f"{folder}, {name}: expected {expected}, got {found}"
    for part in ("data", "samples"):
        found = events.Histograms("energy/" + part)
        assert [event.step for event in found] == [row["iteration"] for row in histograms]
        for event, row in zip(found, histograms):
            assert event.histogram_value.num == sum(row[part]), (event, row)
            assert list(event.histogram_value.bucket_limit) == row["edges"][1:]
            assert list(event.histogram_value.bucket) == row[part]
    pictures = events.Images("samples")
    assert [event.step for event in pictures] == [row["iteration"] for row in histograms]
    for event in pictures:
        with open(f"{run}/samples/{event.step}.png", "rb") as file:
            assert event.encoded_image_string == file.read()
    print(f"{folder}: {len(events.Tags()['scalars'])} scalars, {len(pictures)} pictures, histograms as the run has them")
