package io.dxmi.eval.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.dxmi.samplers.checkpoint.CheckpointFile;
import io.dxmi.samplers.checkpoint.recognise.EfficientNetWeights;
import io.dxmi.samplers.engine.Compiled;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.image.Filter;
import io.dxmi.samplers.net.EfficientNetLite;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** An EfficientNet-Lite of a weights file. A file of weights is data: it needs no trust. */
public final class EfficientNet implements AutoCloseable {

    private static final String NETWORK = "efficientnet";

    /** Mean and standard deviation of the colours of ImageNet, with which PyTorch's networks were trained. */
    private static final List<Double> MEAN = List.of(0.485, 0.456, 0.406);

    private static final List<Double> SD = List.of(0.229, 0.224, 0.225);

    /** What of the network is wanted. */
    private interface Outputs {
        <T> List<T> of(EfficientNetLite network, Ops<T> o, Params<T> p, T x);
    }

    private final EfficientNetLite network;
    private final String sha256;
    private final Compiled compiled;
    private final int side;

    /** @param sides of the images; 0 for those of the network */
    private EfficientNet(NDManager root, Path file, int sides, Outputs outputs) {
        EfficientNetWeights read = EfficientNetWeights.of(CheckpointFile.open(file));
        network = read.network();
        side = sides == 0 ? network.side() : sides;
        sha256 = Sha256.of(file);
        Weights weights = Weights.initial(root, NETWORK, network.parameters(), 0);
        weights.set(read.parameters(), file.toString());
        Computation computation = new Computation() {
            @Override
            public List<String> inputs() {
                return List.of("x");
            }

            @Override
            public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                return o.exactly(() -> outputs.of(network, o, networks.of(NETWORK), o.channelsLast(in.get(0))));
            }
        };
        compiled = new Compiled(root, computation, weights);
    }

    /**
     * Some of the maps of features, each (n, C, h, w).
     *
     * @param side rows and columns of the images
     * @param stages ascending, from 1 to {@link EfficientNetLite#STAGES}
     * @throws io.dxmi.samplers.UserError if the file holds no EfficientNet-Lite
     */
    public static EfficientNet maps(NDManager root, Path file, int side, List<Integer> stages) {
        return new EfficientNet(root, file, side, new Outputs() {
            @Override
            public <T> List<T> of(EfficientNetLite network, Ops<T> o, Params<T> p, T x) {
                List<T> all = network.stages(o, p, x, side, Collections.max(stages));
                return stages.stream().map(stage -> all.get(stage - 1)).toList();
            }
        });
    }

    /**
     * The pooled features, (n, {@link EfficientNetLite#POOLED}).
     *
     * @throws io.dxmi.samplers.UserError if the file holds no EfficientNet-Lite
     */
    public static EfficientNet pooled(NDManager root, Path file) {
        return new EfficientNet(root, file, 0, new Outputs() {
            @Override
            public <T> List<T> of(EfficientNetLite network, Ops<T> o, Params<T> p, T x) {
                return List.of(network.pooled(o, p, x));
            }
        });
    }

    public EfficientNetLite network() {
        return network;
    }

    /** Of the file, in hexadecimal. */
    public String sha256() {
        return sha256;
    }

    /** How images are fed. */
    public TorchScriptOptions.Input input() {
        return new TorchScriptOptions.Input(
                InputRange.UNIT, 3, side, side, Optional.of(Filter.BILINEAR), MEAN, SD, List.of());
    }

    /** Outputs for images (n, 3, side, side) as {@link #input} says; they belong to {@code scope}. */
    public List<NDArray> of(NDManager scope, NDArray images) {
        return compiled.call(scope, images);
    }

    @Override
    public void close() {
        compiled.close();
    }
}
