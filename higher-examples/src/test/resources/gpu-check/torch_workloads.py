"""Workloads of the benchmarks in PyTorch, as one writes them by hand: lists of weights, autograd.grad.

Prints what it runs on; then, for each line "NAME COUNT" of its input, the median seconds of a run.
"""
import statistics
import sys
import time

import torch
import torch.nn.functional as F

DEVICE = torch.device(sys.argv[1])


def leaf(values):
    return values.to(DEVICE).requires_grad_()


def uniform(bound, *shape):
    return leaf((torch.rand(*shape) * 2 - 1) * bound)


def layers(*sizes):
    weights = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        weights += [uniform(inputs ** -0.5, outputs, inputs), uniform(inputs ** -0.5, outputs)]
    return weights


def mlp(weights, x):
    for i in range(0, len(weights) - 2, 2):
        x = torch.tanh(F.linear(x, weights[i], weights[i + 1]))
    return F.linear(x, weights[-2], weights[-1])


def descended(weights, loss, rate):
    gradients = torch.autograd.grad(loss, weights, create_graph=True)
    return [w - rate * g for w, g in zip(weights, gradients)]


def sinusoids():
    """W1: a network 1-40-40-1, 25 tasks one by one, 5 steps of gradient descent, Adam."""
    start = layers(1, 40, 40, 1)
    outer = torch.optim.Adam(start, lr=1e-3)
    tasks = []
    for _ in range(25):
        height, phase = 0.1 + 4.9 * torch.rand(1).item(), 3.1416 * torch.rand(1).item()
        x, xq = (10 * torch.rand(10, 1).to(DEVICE) - 5 for _ in range(2))
        tasks.append((x, height * torch.sin(x + phase), xq, height * torch.sin(xq + phase)))

    def run():
        outer.zero_grad()
        for x, y, xq, yq in tasks:
            weights = start
            for _ in range(5):
                weights = descended(weights, F.mse_loss(mlp(weights, x), y), 0.01)
            F.mse_loss(mlp(weights, xq), yq).backward()
        outer.step()
    return run


def images():
    """W2: four blocks of 64 filters on 28 x 28, 4 tasks of 5 classes, 5 steps, Adam."""
    start = []
    for channels in (1, 64, 64, 64):
        bound = (9 * channels) ** -0.5
        start += [uniform(bound, 64, channels, 3, 3), uniform(bound, 64)]
        start += [leaf(torch.ones(64)), leaf(torch.zeros(64))]
    start += [uniform(1 / 8, 5, 64), uniform(1 / 8, 5)]
    outer = torch.optim.Adam(start, lr=1e-3)
    labels = torch.arange(5, device=DEVICE)
    tasks = [[torch.rand(5 * n, 1, 28, 28).to(DEVICE) for n in (1, 15)] for _ in range(4)]

    def net(weights, x):
        for i in range(0, 16, 4):
            w, b, scale, shift = weights[i:i + 4]
            x = F.conv2d(x, w, b, padding=1)
            x = F.relu(F.batch_norm(x, None, None, scale, shift, True))
            x = F.max_pool2d(x, 2)
        return F.linear(x.flatten(1), weights[16], weights[17])

    def run():
        outer.zero_grad()
        for x, xq in tasks:
            weights = start
            for _ in range(5):
                weights = descended(weights, F.cross_entropy(net(weights, x), labels), 0.1)
            queries = labels.repeat_interleave(15)
            F.cross_entropy(net(weights, xq), queries).backward()
        outer.step()
    return run


def unroll():
    """W3: a network 784-128-10, 100 steps of Adam on the tape, the gradients of rate and weights."""
    start = layers(784, 128, 10)
    batches = [(torch.randn(32, 784).to(DEVICE), torch.randint(0, 10, (32,)).to(DEVICE))
               for _ in range(11)]

    def run():
        rate = leaf(torch.tensor(1e-3))
        weights = start
        first = [torch.zeros_like(w) for w in weights]
        second = [torch.zeros_like(w) for w in weights]
        for t in range(1, 101):
            x, y = batches[t % 10]
            gradients = torch.autograd.grad(
                F.cross_entropy(mlp(weights, x), y), weights, create_graph=True)
            first = [0.9 * m + 0.1 * g for m, g in zip(first, gradients)]
            second = [0.999 * v + 0.001 * g * g for v, g in zip(second, gradients)]
            scale = (1 - 0.999 ** t) ** 0.5
            weights = [
                w - rate / (1 - 0.9 ** t) * m / ((v + 1e-16).sqrt() / scale + 1e-8)
                for w, m, v in zip(weights, first, second)]
        x, y = batches[10]
        torch.autograd.grad(F.cross_entropy(mlp(weights, x), y), [rate] + start)
    return run


def wait():
    if DEVICE.type == "cuda":
        torch.cuda.synchronize()


def main():
    torch.manual_seed(0)
    torch.zeros(1, device=DEVICE)
    name = torch.cuda.get_device_name(DEVICE) if DEVICE.type == "cuda" else "CPU"
    print(f"PyTorch {torch.__version__} on {name}", flush=True)
    made = {}
    for line in sys.stdin:
        workload, count = line.split()
        if workload not in made:
            made[workload] = {"W1": sinusoids, "W2": images, "W3": unroll}[workload]()
            for _ in range(3):
                made[workload]()
        seconds = []
        for _ in range(int(count)):
            wait()
            begin = time.perf_counter()
            made[workload]()
            wait()
            seconds.append(time.perf_counter() - begin)
        print(statistics.median(seconds), flush=True)


main()
