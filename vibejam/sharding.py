"""A model in slices over the devices of several processes, for one that does not fit into the memory of a single device.

Each process keeps its slice of every parameter, gradient and optimizer state, and has a block whole only while that block
is computed (Zhao et al. 2023, arXiv 2304.11277; torch's `fully_shard`). Any architecture will do whose blocks are
`model.blocks` and whose optimizer looks at one number at a time. Each process builds the whole model in main memory first,
where it is also put together again to be saved, so what is saved is what one process would save. Experimental: equal to
one process on CPUs, not yet run on GPUs. Tests: tests/test_distributed.py.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable

import torch
from torch import nn

from vibejam.arch import BaseLM, build_model
from vibejam.config import TrainConfig
from vibejam.errors import ConfigError
from vibejam.optim import Optimizer


def check_shardable(model: BaseLM) -> None:
    """Raises ConfigError for a model that has to be whole."""
    name, hint = model.config.arch, "leave --shard out, or choose another architecture: --arch gpt"
    if not isinstance(getattr(model, "blocks", None), nn.ModuleList):
        raise ConfigError(f"{name} has no list of blocks, so it cannot be sharded", hint)
    if methods := {group.method for group in model.parameter_groups()} - {"adam"}:
        raise ConfigError(f"{name} learns by {methods.pop()}, which needs whole matrices, so it cannot be sharded", hint)


def shard_model(model: BaseLM, device: torch.device) -> None:
    """Leave in this process its slice of a whole model, on its device."""
    from torch.distributed import new_group
    from torch.distributed.device_mesh import DeviceMesh
    from torch.distributed.fsdp import fully_shard

    # A block returns keys and values as views, too; nothing here changes them in place, which is what it warns of.
    warnings.filterwarnings("ignore", message="FSDP2-wrapped module .* returned a view tensor")
    # A group of its own, since torch's caches keep the mesh and its group to the end of the process: the threads of the
    # first group, which the run speaks by to its very end, would live on too, and abort Python when it ends under them.
    mesh = DeviceMesh.from_group(new_group(), device.type)
    blocks = model.blocks
    assert isinstance(blocks, Iterable)
    for block in blocks:
        fully_shard(block, mesh=mesh)
    fully_shard(model, mesh=mesh)


def shard_optimizer(whole: Optimizer, model: BaseLM, config: TrainConfig) -> Optimizer:
    """The optimizer of a sharded model that goes on where that of the whole model was."""
    from torch.distributed.tensor import DTensor, distribute_tensor

    optimizer = Optimizer(model, config)
    for name, part in optimizer.state.items():
        assert isinstance(part, DTensor)
        part.copy_(distribute_tensor(whole.state[name].to(part.device), part.device_mesh, part.placements))
    return optimizer


def gather(model: BaseLM, optimizer: Optimizer, config: TrainConfig) -> tuple[BaseLM, Optimizer]:
    """Copies of a sharded model and its optimizer in main memory, whole. All processes have to take part."""
    whole = build_model(model.config.arch, model.config)
    whole.load_state_dict({name: _full(tensor) for name, tensor in model.state_dict().items()})
    whole_optimizer = Optimizer(whole, config)
    for name, tensor in whole_optimizer.state.items():
        tensor.copy_(_full(optimizer.state[name]))
    return whole, whole_optimizer


def _full(tensor: torch.Tensor) -> torch.Tensor:
    from torch.distributed.tensor import DTensor

    return (tensor.full_tensor() if isinstance(tensor, DTensor) else tensor).detach().cpu()
