package io.dxmi.samplers.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.List;
import java.util.Locale;

/** What DJL lacks or does otherwise, as one small module that is loaded once per process. */
public final class Primitives {

    private static final String TEXT =
            String.format(Locale.ROOT, """
            def normal(self: %1$s, shape: List[int], seed: int) -> Tensor:
              g = torch.Generator(device=None, seed=seed)
              return torch.randn(shape, generator=g, dtype=6)
            def uniform(self: %1$s, shape: List[int], seed: int) -> Tensor:
              g = torch.Generator(device=None, seed=seed)
              return torch.rand(shape, generator=g, dtype=6)
            def normal_rows(self: %1$s, shape: List[int], seeds: List[int]) -> Tensor:
              out = annotate(List[Tensor], [])
              for i in range(torch.len(seeds)):
                g = torch.Generator(device=None, seed=seeds[i])
                torch.append(out, torch.randn(shape, generator=g, dtype=6))
              return torch.stack(out)
            def permutation(self: %1$s, n: int, seed: int) -> Tensor:
              g = torch.Generator(device=None, seed=seed)
              return torch.randperm(n, generator=g, dtype=4)
            def cut(self: %1$s, whole: Tensor, from_: int, to: int, of: int) -> Tensor:
              rest = torch.slice(torch.size(whole), 1, None, 1)
              blocks = torch.reshape(whole, torch.add([-1, of], rest))
              rows = torch.clone(torch.slice(blocks, 1, from_, to, 1), memory_format=0)
              return torch.reshape(rows, torch.add([-1], rest))
            def lerp(self: %1$s, to: List[Tensor], from_: List[Tensor], weight: float) -> bool:
              torch._foreach_lerp_(to, from_, weight)
              return True
            def assign(self: %1$s, to: List[Tensor], from_: List[Tensor]) -> bool:
              torch._foreach_copy_(to, from_, False)
              return True
            def upload(self: %1$s, from_: Tensor, device: str) -> Tensor:
              return torch.to(from_, torch.device(device), None, True, True)
            def decoded(self: %1$s, bytes: Tensor, values: Tensor) -> Tensor:
              index = torch.to(torch.reshape(bytes, [-1]), 3, False, False, None)
              return torch.reshape(torch.index_select(values, 0, index), torch.size(bytes))
            def copy_rows(self: %1$s, into: Tensor, index: Tensor, rows: Tensor) -> bool:
              torch.index_copy_(into, 0, index, rows)
              return True
            def philox(self: %1$s, shape: List[int], seed: int, device: str, gaussian: bool) -> Tensor:
              if gaussian:
                drawn = (self).philox_randn(shape, seed, %2$s, 0, torch.device(device))
              else:
                drawn = (self).philox_rand(shape, seed, %2$s, 0, torch.device(device))
              return drawn
            """, Script.SELF, Philox.rows(Share.WHOLE)) + Philox.TEXT;

    private static final Script SCRIPT = new Script(Natives.engine().newBaseManager(Device.cpu()), TEXT);

    private Primitives() {}

    /** By {@link Philox} if the seed is negative. */
    static NDArray normal(NDManager scope, long seed, long... shape) {
        return seed < 0 ? philox(true, scope, seed, shape) : drawn("normal", scope, seed, shape);
    }

    /** In [0, 1). By {@link Philox} if the seed is negative. */
    static NDArray uniform(NDManager scope, long seed, long... shape) {
        return seed < 0 ? philox(false, scope, seed, shape) : drawn("uniform", scope, seed, shape);
    }

    private static NDArray philox(boolean gaussian, NDManager scope, long seed, long... shape) {
        try (IValue s = IValue.listFrom(shape);
                IValue key = IValue.from(seed);
                IValue device = IValue.from(name(scope.getDevice()));
                IValue normal = IValue.from(gaussian);
                IValue out = SCRIPT.run("philox", s, key, device, normal)) {
            return out.toTensor((PtNDManager) scope);
        }
    }

    private static NDArray drawn(String distribution, NDManager scope, long seed, long... shape) {
        try (IValue s = IValue.listFrom(shape);
                IValue key = IValue.from(seed);
                IValue out = SCRIPT.run(distribution, s, key)) {
            return onDevice(scope, out);
        }
    }

    /** One generator per row, so that a row's numbers depend on its own seed alone. */
    static NDArray normalRows(NDManager scope, long[] seeds, long... rowShape) {
        try (IValue s = IValue.listFrom(rowShape);
                IValue keys = IValue.listFrom(seeds);
                IValue out = SCRIPT.run("normal_rows", s, keys)) {
            return onDevice(scope, out);
        }
    }

    static NDArray permutation(NDManager scope, long seed, long n) {
        try (IValue size = IValue.from(n);
                IValue key = IValue.from(seed);
                IValue out = SCRIPT.run("permutation", size, key)) {
            return onDevice(scope, out);
        }
    }

    /** The rows of a share of every block of a batch, in memory of their own; with the owner of {@code whole}. */
    static NDArray cut(NDArray whole, Share share) {
        try (IValue array = IValue.from((PtNDArray) whole);
                IValue from = IValue.from((long) share.from());
                IValue to = IValue.from((long) share.to());
                IValue of = IValue.from((long) share.of());
                IValue out = SCRIPT.run("cut", array, from, to, of)) {
            return out.toTensor((PtNDManager) whole.getManager());
        }
    }

    /** In place: {@code to += weight (from - to)}. */
    public static void lerp(IValue to, IValue from, double weight) {
        try (IValue w = IValue.from(weight)) {
            SCRIPT.run("lerp", to, from, w).close();
        }
    }

    /** In place; DJL's {@code copyTo} gives the target new storage instead, which aliases of it would not see. */
    public static void assign(List<NDArray> to, List<NDArray> from) {
        try (IValue target = Torch.list(to);
                IValue source = Torch.list(from)) {
            SCRIPT.run("assign", target, source).close();
        }
    }

    /** What each byte stands for, of the bytes' shape. */
    static NDArray decoded(NDManager scope, NDArray bytes, NDArray values) {
        try (IValue index = IValue.from((PtNDArray) bytes);
                IValue table = IValue.from((PtNDArray) values);
                IValue out = SCRIPT.run("decoded", index, table)) {
            return out.toTensor((PtNDManager) scope);
        }
    }

    /** In place: {@code into[index[i]] = rows[i]}. */
    static void copyRows(NDArray into, NDArray index, NDArray rows) {
        try (IValue to = IValue.from((PtNDArray) into);
                IValue places = IValue.from((PtNDArray) index);
                IValue from = IValue.from((PtNDArray) rows)) {
            SCRIPT.run("copy_rows", to, places, from).close();
        }
    }

    /** Draws of libtorch's generators are made on the CPU, so that they are the same on every device. */
    private static NDArray onDevice(NDManager scope, IValue tensor) {
        Transfers.countDrawn();
        if (!scope.getDevice().isGpu()) return tensor.toTensor((PtNDManager) scope);
        try (NDManager host = Torch.hostScope()) {
            return upload(scope, tensor.toTensor((PtNDManager) host));
        }
    }

    /**
     * A copy on the scope's device. The device does not have to finish what it does before: the driver takes a copy of memory
     * that may be paged out, before the call returns.
     */
    static NDArray upload(NDManager scope, NDArray host) {
        Transfers.countUpload();
        try (IValue from = IValue.from((PtNDArray) host);
                IValue name = IValue.from(name(scope.getDevice()));
                IValue there = SCRIPT.run("upload", from, name)) {
            return there.toTensor((PtNDManager) scope);
        }
    }

    /** As libtorch calls it. */
    private static String name(Device device) {
        return device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu";
    }
}
