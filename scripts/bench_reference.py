"""Times a PyTorch peer of scripts/bench in a 2-D setting; started by it.

Arguments: iteration|published HOW batch steps width sinusoids. HOW is eager or compile; of "published", the checkout of
Diffusion-by-MaxEntIRL, whose trainer it times. Prints what it runs on; then, for every line "n" on its input, runs n
iterations and prints their milliseconds as a JSON list of [wall clock, processor].

The networks are this file's: the published ones of the 2-D experiments are not part of a checkout. They have the shapes
of those that scripts/bench times: three hidden layers with SiLU, and for the sampler an embedding of the time (sinusoids
and a linear layer) before each activation.
"""
import json
import math
import os
import sys
import time
import types

import torch
from torch import nn
from torch.nn import functional as F

from bench_iteration import Iteration

DIMENSIONS = 2
DEPTH = 3


class Points(nn.Module):
    """Energy: (B, 2, 1, 1) to (B, 1)."""

    def __init__(self, width):
        super().__init__()
        sizes = [DIMENSIONS] + [width] * DEPTH
        layers = [m for a, b in zip(sizes, sizes[1:]) for m in (nn.Linear(a, b), nn.SiLU())]
        self.layers = nn.Sequential(*layers, nn.Linear(width, 1))

    def forward(self, x):
        return self.layers(x.flatten(1))


class TimedPoints(nn.Module):
    """Noise prediction: (B, 2, 1, 1) and times (B) to (B, 2, 1, 1)."""

    def __init__(self, width, sinusoids):
        super().__init__()
        sizes = [DIMENSIONS] + [width] * DEPTH
        self.hidden = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
        self.time = nn.ModuleList(nn.Linear(sinusoids, width) for _ in range(DEPTH))
        self.last = nn.Linear(width, DIMENSIONS)
        half = sinusoids // 2
        frequencies = torch.exp(torch.arange(half) * (-math.log(10000) / (half - 1)))
        self.register_buffer("frequencies", frequencies)

    def forward(self, x, t):
        angles = t.float()[:, None] * self.frequencies
        features = torch.cat((angles.sin(), angles.cos()), 1)
        h = x.flatten(1)
        for i, (hidden, mix) in enumerate(zip(self.hidden, self.time)):
            after = F.silu(hidden(h) + mix(features))
            h = after if i == 0 else h + after
        return self.last(h).view_as(x)


def stand_in(module, **names):
    """Replaces a module of the image experiments, whose further dependencies a 2-D run does not need."""
    sys.modules[module] = types.ModuleType(module)
    for name, value in names.items():
        setattr(sys.modules[module], name, value)


def eight_gaussians(n):
    angle = torch.randint(0, 8, (n,)) * (math.pi / 4)
    return torch.stack((angle.cos(), angle.sin()), 1) * 2 + 0.1 * torch.randn(n, DIMENSIONS)


def iteration(how, batch, steps, width, sinusoids):
    return Iteration(TimedPoints(width, sinusoids), Points(width), (DIMENSIONS,), batch, steps, steps, (1e-4, 1e-4, 1e-3), how)


def published(checkout, batch, steps, width, sinusoids):
    sys.path.insert(0, checkout)
    stand_in("models.DxMI.openai_diffusion", OpenAIDiffusion=type("OpenAIDiffusion", (), {}))
    stand_in("models.cm.nn", append_dims=None)
    from models.DxMI.trainer import DxMI_Trainer, append_buffer, reset_buffer
    from models.DxMI.var_sampler import VARSampler
    from models.value import TimeIndependentValue

    value = TimeIndependentValue(Points(width))
    sampler = VARSampler(TimedPoints(width, sinusoids), steps, (DIMENSIONS, 1, 1), trainable_beta=True)
    trainer = DxMI_Trainer(batch, tau1=0.1, tau2=0.01, gamma=1.0, adavelreg=0.99, n_timesteps=steps, time_cost_sig=1.0)
    trainer.set_models(
        f=None,
        v=value,
        sampler=sampler,
        optimizer=torch.optim.Adam(sampler.parameters(), lr=1e-4),
        optimizer_fstar=None,
        optimizer_v=torch.optim.Adam(value.parameters(), lr=1e-3),
    )

    def work(data):
        drawn = sampler.sample(batch)
        states = append_buffer(reset_buffer("cpu"), drawn)
        trainer.update_f_v(data.view(batch, DIMENSIONS, 1, 1), drawn, states)
        trainer.update_sampler(states, steps, drawn)

    return work


def main():
    kind, how = sys.argv[1:3]
    batch, steps, width, sinusoids = map(int, sys.argv[3:])
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    torch.manual_seed(0)
    work = (iteration if kind == "iteration" else published)(how, batch, steps, width, sinusoids)
    print(f"torch {torch.__version__}, {how if kind == 'iteration' else 'published trainer'}", flush=True)
    for line in sys.stdin:
        millis = []
        for _ in range(int(line)):
            data = eight_gaussians(batch)
            start, start_cpu = time.perf_counter(), time.process_time()
            work(data)
            millis.append([(time.perf_counter() - start) * 1e3, (time.process_time() - start_cpu) * 1e3])
        print(json.dumps(millis), flush=True)


main()
