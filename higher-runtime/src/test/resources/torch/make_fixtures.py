"""Writes the files beside this script: weights of PyTorch models, their outputs and gradients.

    python3 make_fixtures.py

Needs torch and numpy; last run with torch 1.13.0 and numpy 1.24.2. Seeds are fixed.

For each model NAME:
  NAME.npz           its state dict in float32
  NAME.safetensors   its state dict in float64, of other numbers
  NAME-expected.npz  inputs, outputs and gradients in float64, and outputs in float32 (.32)
"""

import json
import pathlib
import struct

import numpy as np
import torch
from torch import nn

HERE = pathlib.Path(__file__).parent

TYPES = {
    torch.float64: "F64",
    torch.float32: "F32",
    torch.float16: "F16",
    torch.bfloat16: "BF16",
    torch.int64: "I64",
    torch.int32: "I32",
    torch.int16: "I16",
    torch.int8: "I8",
    torch.uint8: "U8",
    torch.bool: "BOOL",
}


def save_safetensors(path, tensors, metadata=None):
    """8 bytes with the length of the header, the header in JSON, the elements."""
    header = {"__metadata__": metadata} if metadata else {}
    data = b""
    for name, tensor in tensors.items():
        raw = tensor.detach().contiguous()
        if raw.dtype == torch.bfloat16:
            raw = raw.view(torch.int16)
        elements = raw.numpy().tobytes()
        header[name] = {
            "dtype": TYPES[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [len(data), len(data) + len(elements)],
        }
        data += elements
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def save_npz(path, tensors):
    np.savez(path, **{name: tensor.detach().numpy() for name, tensor in tensors.items()})


def write(name, make, run, inputs):
    """`run` maps a model and the inputs to a dict of outputs, which are weighted for gradients."""
    torch.manual_seed(len(name))
    model = make()
    for module in model.modules():  # what training has made of it
        if isinstance(module, (nn.BatchNorm2d, nn.LayerNorm)):
            nn.init.normal_(module.weight)
            nn.init.normal_(module.bias)
        if isinstance(module, nn.BatchNorm2d):
            nn.init.normal_(module.running_mean)
            nn.init.uniform_(module.running_var, 0.5, 2)
            module.num_batches_tracked.fill_(7)
        if isinstance(module, nn.MultiheadAttention) and module.in_proj_bias is not None:
            nn.init.normal_(module.in_proj_bias)
            nn.init.normal_(module.out_proj.bias)
    expected = dict(inputs)
    with torch.no_grad():
        save_npz(HERE / f"{name}.npz", model.state_dict())
        single = [x.float() if x.is_floating_point() else x for x in inputs.values()]
        for key, y in run(model, *single).items():
            expected[f"{key}.32"] = y.clone()
    model = make().double()
    with torch.no_grad():
        for tensor in model.state_dict().values():
            if tensor.is_floating_point():
                tensor.normal_(0, 0.7)
        for key, tensor in model.state_dict().items():
            if key.endswith("running_var"):
                tensor.abs_().add_(0.5)
    save_safetensors(HERE / f"{name}.safetensors", model.state_dict(), {"format": "pt"})
    outputs = run(model, *[x.double() if x.is_floating_point() else x for x in inputs.values()])
    loss = 0
    for key, y in outputs.items():
        expected[key] = y.detach().clone()
        if y.requires_grad:
            weights = torch.linspace(-1, 1, y.numel(), dtype=torch.float64).reshape(y.shape)
            loss = loss + (y * weights).sum()
    loss.backward()
    for key, parameter in model.named_parameters():
        expected[f"grad.{key}"] = parameter.grad
    save_npz(HERE / f"{name}-expected.npz", expected)


def run_convnet(model, x):
    # In this order: training changes the statistics in place, and the gradient of an evaluation
    # before it would be computed with the new ones.
    model.train()
    trained = model(x)
    model.eval()
    return {
        "train": trained,
        "eval": model(x),
        "running_mean": model[1].running_mean,
        "running_var": model[1].running_var,
    }


def run_recurrent(model, x):
    y, state = model.rnn(x)
    state = state if isinstance(state, tuple) else (state,)
    outputs = {"y": model.head(y), "h": state[0]}
    return {**outputs, "c": state[1]} if len(state) == 2 else outputs


def run_cells(model, x):
    h, c = model.lstm(x)
    h, c = model.lstm(x, (h, c))
    g = model.gru(x, model.gru(x))
    r = model.rnn(x, model.rnn(x))
    return {"h": h, "c": c, "g": g, "r": r}


def run_cross(model, q, k, v):
    return {"y": model(q, k, v, need_weights=False)[0]}


def run_language(model, tokens):
    return {"y": model.block(model.embed(tokens))}


def normal(seed, *shape):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(*shape, generator=generator).double()


write(
    "convnet",
    lambda: nn.Sequential(
        nn.Conv2d(2, 4, 3, stride=2, padding=1),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        nn.Conv2d(4, 6, (2, 3), groups=2, bias=False),
        nn.Flatten(),
        nn.Linear(24, 3),
    ),
    run_convnet,
    {"x": normal(1, 3, 2, 5, 7)},
)
write(
    "lstm",
    lambda: nn.ModuleDict(
        {"rnn": nn.LSTM(3, 3, num_layers=2, bidirectional=True), "head": nn.Linear(6, 2)}
    ),
    run_recurrent,
    {"x": normal(2, 4, 2, 3)},
)
write(
    "gru",
    lambda: nn.ModuleDict(
        {"rnn": nn.GRU(2, 3, num_layers=2, batch_first=True), "head": nn.Linear(3, 2)}
    ),
    run_recurrent,
    {"x": normal(3, 2, 4, 2)},
)
write(
    "rnn",
    lambda: nn.ModuleDict(
        {"rnn": nn.RNN(2, 3, bias=False, bidirectional=True), "head": nn.Linear(6, 2)}
    ),
    run_recurrent,
    {"x": normal(4, 4, 2, 2)},
)
write(
    "cells",
    lambda: nn.ModuleDict(
        {"lstm": nn.LSTMCell(2, 3), "gru": nn.GRUCell(2, 3), "rnn": nn.RNNCell(2, 3)}
    ),
    run_cells,
    {"x": normal(5, 2, 2)},
)
write(
    "transformer",
    lambda: nn.ModuleDict(
        {
            "embed": nn.Embedding(7, 8),
            "block": nn.TransformerEncoderLayer(
                8, 2, dim_feedforward=12, dropout=0, activation="gelu", batch_first=True
            ),
        }
    ),
    run_language,
    {"tokens": torch.tensor([[1, 4, 0], [6, 4, 2]])},
)
write(
    "cross",
    lambda: nn.MultiheadAttention(4, 2, kdim=3, vdim=5, batch_first=True),
    run_cross,
    {"q": normal(6, 2, 3, 4), "k": normal(7, 2, 2, 3), "v": normal(8, 2, 2, 5)},
)

# every type of element
values = torch.tensor([[0.0, 1.5, -2.25], [65504, 2**-24, -0.0]])
save_safetensors(
    HERE / "types.safetensors",
    {
        "f16": values.half(),
        "bf16": torch.tensor([1.0, -3.140625, float("inf"), float("nan"), 1e-40]).bfloat16(),
        "f32": values,
        "f64": values.double(),
        "i8": torch.tensor([-128, 127], dtype=torch.int8),
        "u8": torch.tensor([0, 255], dtype=torch.uint8),
        "i16": torch.tensor([-32768, 32767], dtype=torch.int16),
        "i32": torch.tensor([-(2**31), 2**31 - 1], dtype=torch.int32),
        "i64": torch.tensor(2**53, dtype=torch.int64),
        "bool": torch.tensor([True, False]),
        "empty": torch.zeros(0, 3),
    },
)
arrays = {"f2": np.array(values.half()), "bool": np.array([True, False])}
for type in ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"]:
    for order in "<>":
        info = np.finfo(type) if type[0] == "f" else np.iinfo(type)
        low = max(info.min, -(2**53))
        high = min(info.max, 2**53)
        arrays[f"{order}{type}"] = np.array([low, 1, high], dtype=order + type)
arrays["fortran"] = np.asfortranarray(np.arange(24, dtype="<f4").reshape(2, 3, 4))
arrays["fortran.f8"] = np.asfortranarray(np.arange(6, dtype=">f8").reshape(2, 3))
arrays["scalar"] = np.array(2.5)
arrays["empty"] = np.zeros((0, 3), dtype="<f4", order="F")
np.savez_compressed(HERE / "types.npz", **arrays)
