package io.dxmi.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.dxmi.samplers.engine.Computation;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.SeededDraws;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Adam;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.RateSchedule;
import io.dxmi.samplers.pretrain.DenoisingLoss;
import io.dxmi.samplers.pretrain.Pretrainer;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.schedule.LinearDdpm;
import io.dxmi.samplers.schedule.Prediction;
import java.util.List;

/** One pre-training step of {@link ImageSetting#UNET}: noise, denoising loss, gradient, Adam; and its products alone. */
final class UnetStep implements AutoCloseable {

    private final NDArray data;
    private final Pretrainer trainer;
    private final LayerProducts products;
    private final SeededDraws draws = new SeededDraws(0);
    private final long parameters;

    UnetStep(NDManager root) {
        data = root.randomNormal(
                new Shape(ImageSetting.BATCH, ImageSetting.CHANNELS, ImageSetting.SIDE, ImageSetting.SIDE));
        LinearDdpm levels = new LinearDdpm();
        Weights weights = Weights.initial(root, Sampler.NETWORK, ImageSetting.UNET.parameters(), 0);
        parameters = weights.size();
        trainer = new Pretrainer(
                root,
                new Learner(root, weights, Adam.of(1e-4)),
                new DenoisingLoss(ImageSetting.UNET, levels.alphaBar(), levels.time(), Prediction.NOISE, 4),
                RateSchedule.CONSTANT);
        products = new LayerProducts(
                root,
                new Computation() {
                    @Override
                    public List<String> inputs() {
                        return List.of("x", "time");
                    }

                    @Override
                    public <T> List<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
                        return List.of(ImageSetting.UNET.of(o, networks.of(Sampler.NETWORK), in.get(0), in.get(1)));
                    }
                },
                weights,
                data,
                Torch.filled(root, ImageSetting.BATCH, 1));
    }

    long parameters() {
        return parameters;
    }

    LayerProducts products() {
        return products;
    }

    void run(long i) {
        trainer.iterate(i, data, draws.at(i));
    }

    @Override
    public void close() {
        products.close();
        trainer.close();
        data.close();
    }
}
