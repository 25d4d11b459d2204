"""An iteration of DxMI in PyTorch, as scripts/bench and scripts/bench-images time it, for their PyTorch peers.

The order is the published one with one time-independent network as energy and value: roll-out, energy step, one value step
for each time on the stored states, sampler steps on minibatches of all visited states. Averages of the weights are left out.
"""
import torch
from torch import nn

TAU_SIGMA, TAU_PATH, GAMMA, DECAY, CLIP = 0.1, 0.01, 1.0, 0.99, 0.1


def adam(parameters, rate):
    """The fastest that this version has for the processor."""
    for option in ({"fused": True}, {"foreach": True}):
        try:
            return torch.optim.Adam(parameters, lr=rate, **option), next(iter(option))
        except (RuntimeError, TypeError):
            continue
    return torch.optim.Adam(parameters, lr=rate), "plain"


def prepared(network, how):
    """The network in a setting of PyTorch: eager, channels_last, compile or compile+channels_last."""
    if "channels_last" in how:
        network = network.to(memory_format=torch.channels_last)
    # of fixed shapes: the energy is called with one and with two batches
    return torch.compile(network, dynamic=False) if "compile" in how else network


def laid(images, how):
    """Images in that setting."""
    return images.to(memory_format=torch.channels_last) if "channels_last" in how else images


class Iteration:

    def __init__(self, sampler, energy, shape, batch, steps, sampler_steps, rates, how):
        """
        :param sampler: predicts the noise of states (B, *shape) at times (B)
        :param energy: states to (B, 1)
        :param sampler_steps: minibatches of the sampler in an iteration
        :param rates: of the sampler, its deviations and the energy
        """
        self.sampler, self.energy = prepared(sampler, how), prepared(energy, how)
        self.shape, self.batch, self.steps, self.sampler_steps, self.how = shape, batch, steps, sampler_steps, how
        levels = torch.linspace(0.05, 0.95, steps)
        self.times = (999 * (1 - levels)).long()
        self.of_state = 1 / (1 - 0.1 * (1 - levels)).sqrt()
        self.of_noise = -0.1 * (1 - levels)
        self.log_sigma = nn.Parameter((0.3 * (1 - levels)).log())
        self.squared_steps = torch.ones(steps)
        self.time_cost = 1 - torch.sigmoid(torch.arange(steps).float() - steps / 2)
        own = list(sampler.parameters())
        self.sampler_adam, self.kind = adam([{"params": own}, {"params": [self.log_sigma], "lr": rates[1]}], rates[0])
        self.energy_adam, _ = adam(list(energy.parameters()), rates[2])
        self.trained, self.energies = [*own, self.log_sigma], list(energy.parameters())

    def column(self, values):
        return values.view(-1, *([1] * len(self.shape)))

    def move(self, x, t, noise):
        """A step from states x (B, *shape) at the steps t (B)."""
        predicted = self.sampler(x, self.times[t])
        mean = self.column(self.of_state[t]) * x + self.column(self.of_noise[t]) * predicted
        return mean + self.column(self.log_sigma[t].exp()) * noise

    def noise(self):
        return laid(torch.randn(self.batch, *self.shape), self.how)

    def __call__(self, data):
        states = [self.noise()]
        with torch.no_grad():
            for t in range(self.steps):
                states.append(self.move(states[-1], torch.full((self.batch,), t), self.noise()))
        both = self.energy(torch.cat((data, states[-1])))
        of_data, of_samples = both.chunk(2)
        loss = of_data.mean() - of_samples.mean() + GAMMA * (of_data.square().mean() + of_samples.square().mean())
        self.descend(loss, self.energy_adam)
        with torch.no_grad():
            moved = torch.stack([(b - a).square().mean() for a, b in zip(states, states[1:])])
            self.squared_steps = DECAY * self.squared_steps + (1 - DECAY) * moved
        for t in reversed(range(self.steps)):
            with torch.no_grad():
                target = self.energy(states[t + 1]) + self.time_cost[t]
            self.descend((self.energy(states[t]) - target).square().mean(), self.energy_adam)
        self.sampler_moves(torch.cat(states[:-1]))
        return loss.item()

    def sampler_moves(self, visited):
        order = torch.randperm(len(visited))
        for p in self.energies:
            p.requires_grad_(False)
        for k in range(self.sampler_steps):
            rows = order[k * self.batch:(k + 1) * self.batch]
            x, t = laid(visited[rows], self.how), rows // self.batch
            after = self.move(x, t, self.noise())
            path = (after - x).square().flatten(1).mean(1) / (2 * self.squared_steps[t])
            loss = (self.energy(after)[:, 0] + TAU_PATH * path - TAU_SIGMA * self.log_sigma[t]).mean()
            self.sampler_adam.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(self.trained, CLIP)
            self.sampler_adam.step()
        for p in self.energies:
            p.requires_grad_(True)

    @staticmethod
    def descend(loss, optimiser):
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
