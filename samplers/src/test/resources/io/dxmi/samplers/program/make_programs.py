"""Writes the TorchScript archives of PytorchProgramsTest as PyTorch itself writes them, with inputs and outputs.

    python3 make_programs.py          in this folder; needs PyTorch and NumPy

The archives in the repository were written by PyTorch 1.13.0. The names of those that must be refused begin with
"refused-".
"""
from typing import Dict, List, Optional, Tuple

import numpy
import torch
from torch import Tensor, nn

torch.manual_seed(0)
X = torch.randn(2, 3, 8, 8)
tensors = {"x": X}


class Features(nn.Module):
    """What is traced in practice: convolutions, normalisation, pooling."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(4)
        self.down = nn.Sequential(nn.ReLU(inplace=True), nn.MaxPool2d(2), nn.Conv2d(4, 5, 3), nn.SiLU())

    def forward(self, x):
        return torch.flatten(nn.functional.adaptive_avg_pool2d(self.down(self.norm(self.conv(x))), 1), 1)


class Scripted(nn.Module):
    """Branches, loops, containers, optional values, assertions, strings, submodules whose names are numbers."""

    scale: float
    widths: List[int]

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(8, 8), nn.Linear(8, 8)])
        self.register_buffer("shift", torch.ones(8, dtype=torch.float64))
        self.register_buffer("index", torch.tensor([1, 0, 2]))
        self.scale = 0.5
        self.widths = [1, 2]
        self.mode = "plain"
        self.cache = {"a": torch.zeros(1)}

    @torch.jit.export
    def other(self, x: Tensor, times: Optional[int] = None) -> Tuple[Tensor, Dict[str, Tensor]]:
        count = 1 if times is None else times
        return x * count, {"x": x}

    def forward(self, x: Tensor) -> Tensor:
        assert x.dim() == 4, "expected four dimensions"
        y = x.index_select(1, self.index)
        for layer in self.layers:
            y = torch.relu(layer(y)) * self.scale
        for width in self.widths:
            if width > 1 and not torch.isnan(y).any():
                y = torch.nn.functional.avg_pool2d(y, width)
        if self.mode != "plain":
            raise RuntimeError("mode {}".format(self.mode))
        z, parts = self.other(y, 2)
        with torch.no_grad():
            z = z + parts["x"] + self.shift.to(z.dtype)[: z.size(-1)]
        return z


class Saves(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        torch.save(x, "stolen")
        return x


class Prints(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        print(x)
        return x


class Reads(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return torch.from_file("/etc/hostname", False, 1, dtype=torch.uint8)


def written(name, module, **more):
    torch.jit.save(module, name + ".pt", **more)
    tensors[name] = module(X)


with torch.no_grad():
    traced = torch.jit.trace(Features().eval(), X)
    written("traced", traced)
    written("with-extra-files", traced, _extra_files={"labels.txt": "cat\ndog\n"})
    written("frozen", torch.jit.freeze(torch.jit.script(Features().eval())))
    written("scripted", torch.jit.script(Scripted().eval()))
    quantized = torch.quantization.quantize_dynamic(
        nn.Sequential(nn.Flatten(), nn.Linear(192, 4)).eval(), {nn.Linear}, dtype=torch.qint8
    )
    written("quantized", torch.jit.script(quantized))

torch.jit.save(torch.jit.script(Saves()), "refused-saves.pt")
torch.jit.save(torch.jit.script(Prints()), "refused-prints.pt")
torch.jit.save(torch.jit.script(Reads()), "refused-reads.pt")
traced._save_for_lite_interpreter("refused-mobile.pt")
torch.save(Features().state_dict(), "refused-weights.pt")
torch.save(Features().state_dict(), "refused-legacy-weights.pt", _use_new_zipfile_serialization=False)
numpy.savez("outputs.npz", **{name: t.detach().float().numpy() for name, t in tensors.items()})
