"""Times a PyTorch peer of scripts/bench-images; started by it.

Arguments: step|iteration|published HOW batch steps width groups. HOW is eager, channels_last, compile or
compile+channels_last; of "published", the checkout of Diffusion-by-MaxEntIRL, whose trainer it times. Prints what it runs on
and how many parameters it trains; then, for every line "n" on its input, does its work n times and prints the milliseconds
as a JSON list of [wall clock, processor].

The networks are this file's: the DDPM U-Net and the residual energy with the layers of those that scripts/bench-images
times.
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

from bench_iteration import Iteration, adam, laid, prepared

SIDE, CHANNELS = 32, 3
MULTIPLIERS, BLOCKS, ATTENTION = (1, 2, 2, 2), 2, (16,)


class Residual(nn.Module):
    def __init__(self, before, after, embedding, groups):
        super().__init__()
        self.first = nn.Sequential(nn.GroupNorm(groups, before, 1e-6), nn.SiLU(), nn.Conv2d(before, after, 3, padding=1))
        self.mix = nn.Linear(embedding, after)
        self.second = nn.Sequential(nn.GroupNorm(groups, after, 1e-6), nn.SiLU(), nn.Conv2d(after, after, 3, padding=1))
        self.skip = nn.Identity() if before == after else nn.Conv2d(before, after, 1)

    def forward(self, x, e):
        h = self.first(x) + self.mix(e)[:, :, None, None]
        return self.skip(x) + self.second(h)


class Attention(nn.Module):
    def __init__(self, width, groups):
        super().__init__()
        self.norm = nn.GroupNorm(groups, width, 1e-6)
        self.q, self.k, self.v, self.out = (nn.Conv2d(width, width, 1) for _ in range(4))

    def forward(self, x):
        b, c, rows, columns = x.shape
        h = self.norm(x)
        q, k, v = (f(h).flatten(2).transpose(1, 2) for f in (self.q, self.k, self.v))
        if hasattr(F, "scaled_dot_product_attention"):
            seen = F.scaled_dot_product_attention(q[:, None], k[:, None], v[:, None])[:, 0]
        else:
            seen = torch.softmax(q @ k.transpose(1, 2) / math.sqrt(c), -1) @ v
        return x + self.out(seen.transpose(1, 2).reshape(b, c, rows, columns))


class Unet(nn.Module):
    """x (B, 3, 32, 32) and times (B) to x's shape."""

    def __init__(self, width, groups):
        super().__init__()
        self.width = width
        wide = 4 * width
        self.embed = nn.Sequential(nn.Linear(width, wide), nn.SiLU(), nn.Linear(wide, wide), nn.SiLU())
        self.stem = nn.Conv2d(CHANNELS, width, 3, padding=1)
        self.down, self.up = nn.ModuleList(), nn.ModuleList()
        now, side, skips = width, SIDE, [width]
        for level, m in enumerate(MULTIPLIERS):
            for _ in range(BLOCKS):
                block = [Residual(now, m * width, wide, groups)]
                now = m * width
                if side in ATTENTION:
                    block.append(Attention(now, groups))
                self.down.append(nn.ModuleList(block))
                skips.append(now)
            if level + 1 < len(MULTIPLIERS):
                self.down.append(nn.ModuleList([nn.Conv2d(now, now, 3, stride=2)]))
                skips.append(now)
                side //= 2
        self.middle = nn.ModuleList([Residual(now, now, wide, groups), Attention(now, groups), Residual(now, now, wide, groups)])
        for level, m in reversed(list(enumerate(MULTIPLIERS))):
            for b in range(BLOCKS + 1):
                block = [Residual(now + skips.pop(), m * width, wide, groups)]
                now = m * width
                if side in ATTENTION:
                    block.append(Attention(now, groups))
                self.up.append(nn.ModuleList(block))
            if level > 0:
                self.up.append(nn.ModuleList([nn.Conv2d(now, now, 3, padding=1)]))
                side *= 2
        self.last = nn.Sequential(nn.GroupNorm(groups, now, 1e-6), nn.SiLU(), nn.Conv2d(now, CHANNELS, 3, padding=1))

    @staticmethod
    def run(block, x, e):
        for part in block:
            x = part(x, e) if isinstance(part, Residual) else part(x)
        return x

    def forward(self, x, t):
        half = self.width // 2
        frequencies = torch.exp(torch.arange(half) * (-math.log(10000) / (half - 1)))
        angles = t.float()[:, None] * frequencies
        e = self.embed(torch.cat((angles.sin(), angles.cos()), 1))
        x = self.stem(x)
        skips = [x]
        for block in self.down:
            if isinstance(block[0], nn.Conv2d):
                x = F.pad(x, (0, 1, 0, 1))
            x = self.run(block, x, e)
            skips.append(x)
        x = self.run(self.middle, x, e)
        for block in self.up:
            if isinstance(block[0], nn.Conv2d):
                x = F.interpolate(x, scale_factor=2.0, mode="nearest")
            else:
                x = torch.cat((x, skips.pop()), 1)
            x = self.run(block, x, e)
        return self.last(x)


class EnergyBlock(nn.Module):
    def __init__(self, before, after, down):
        super().__init__()
        self.first = nn.Conv2d(before, after, 3, padding=1)
        self.second = nn.Conv2d(after, after, 3, padding=1)
        self.skip = nn.Conv2d(before, after, 1, bias=False) if down or before != after else nn.Identity()
        self.down = down

    def forward(self, x):
        h = self.second(F.leaky_relu(self.first(x), 0.2)) + self.skip(x)
        return F.leaky_relu(F.avg_pool2d(h, 2) if self.down else h, 0.2)


class Energy(nn.Module):
    """x (B, 3, 32, 32) to (B, 1)."""

    def __init__(self, width):
        super().__init__()
        plan = [(1, 1, True), (1, 1, False), (1, 2, True), (2, 2, False), (2, 2, True), (2, 2, False)]
        self.stem = nn.Conv2d(CHANNELS, width, 3, padding=1)
        self.blocks = nn.Sequential(*(EnergyBlock(a * width, b * width, down) for a, b, down in plan))
        self.last = nn.Sequential(nn.Linear(2 * width, 1), nn.Linear(1, 1))

    def forward(self, x):
        h = self.blocks(F.leaky_relu(self.stem(x), 0.2))
        return self.last(F.relu(h).sum((2, 3)))


def count(*modules):
    return sum(p.numel() for m in modules for p in m.parameters())


def step_work(how, batch, width, groups):
    net = Unet(width, groups)
    optimiser, kind = adam(list(net.parameters()), 1e-4)
    parameters = count(net)
    net = prepared(net, how)
    signal = torch.cumprod(1 - torch.linspace(1e-4, 0.02, 1000), 0)
    data = laid(torch.randn(batch, CHANNELS, SIDE, SIDE), how)

    def work():
        t = torch.randint(0, 1000, (batch,))
        eps = torch.randn_like(data)
        a = signal[t][:, None, None, None]
        loss = (net(a.sqrt() * data + (1 - a).sqrt() * eps, t) - eps).square().mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        return loss.item()

    return work, f"{how}, {kind} Adam, {parameters} parameters"


def iteration_work(how, batch, steps, width, groups):
    sampler, energy = Unet(width, groups), Energy(width)
    parameters = count(sampler, energy) + steps
    iteration = Iteration(sampler, energy, (CHANNELS, SIDE, SIDE), batch, steps, 1, (1e-7, 1e-5, 1e-5), how)
    data = laid(torch.randn(batch, CHANNELS, SIDE, SIDE), how)
    return lambda: iteration(data), f"{how}, {iteration.kind} Adam, {parameters} parameters"


def published_work(checkout, batch, steps, width, groups):
    sys.path.insert(0, checkout)
    # modules of other experiments, whose further dependencies this one does not need
    for name, values in {
        "models.DxMI.openai_diffusion": {"OpenAIDiffusion": type("OpenAIDiffusion", (), {})},
        "models.cm.nn": {"append_dims": None},
    }.items():
        sys.modules[name] = types.ModuleType(name)
        vars(sys.modules[name]).update(values)
    from models.DxMI.trainer import DxMI_Trainer, append_buffer, reset_buffer
    from models.DxMI.var_sampler import VARSampler
    from models.value import TimeIndependentValue

    value = TimeIndependentValue(Energy(width))
    sampler = VARSampler(Unet(width, groups), steps, (CHANNELS, SIDE, SIDE), trainable_beta=True)
    trainer = DxMI_Trainer(batch, tau1=0.1, tau2=0.01, gamma=1.0, adavelreg=0.99, n_timesteps=steps, time_cost_sig=1.0)
    own = [p for n, p in sampler.named_parameters() if "log_betas" in n]
    others = [p for n, p in sampler.named_parameters() if "log_betas" not in n]
    trainer.set_models(
        f=None,
        v=value,
        sampler=sampler,
        optimizer=torch.optim.Adam([{"params": others}, {"params": own, "lr": 1e-5}], lr=1e-7),
        optimizer_fstar=None,
        optimizer_v=torch.optim.Adam(value.parameters(), lr=1e-5),
    )
    data = torch.randn(batch, CHANNELS, SIDE, SIDE)

    def work():
        drawn = sampler.sample(batch)
        states = append_buffer(reset_buffer("cpu"), drawn)
        trainer.update_f_v(data, drawn, states)
        trainer.update_sampler(states, 1, drawn)

    return work, f"published trainer, {count(sampler, value)} parameters"


def main():
    kind, how = sys.argv[1:3]
    batch, steps, width, groups = map(int, sys.argv[3:])
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    torch.manual_seed(0)
    if kind == "step":
        work, what = step_work(how, batch, width, groups)
    elif kind == "iteration":
        work, what = iteration_work(how, batch, steps, width, groups)
    else:
        work, what = published_work(how, batch, steps, width, groups)
    print(f"torch {torch.__version__}, {what}", flush=True)
    for line in sys.stdin:
        millis = []
        for _ in range(int(line)):
            start, start_cpu = time.perf_counter(), time.process_time()
            work()
            millis.append([(time.perf_counter() - start) * 1e3, (time.process_time() - start_cpu) * 1e3])
        print(json.dumps(millis), flush=True)


main()
