package io.dxmi.gcd.train;

import ai.djl.ndarray.NDArray;
import io.dxmi.gcd.energy.DecayingNoise;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Torch;
import io.dxmi.samplers.engine.Weights;
import io.dxmi.samplers.engine.train.Learner;
import io.dxmi.samplers.engine.train.Pending;
import io.dxmi.samplers.engine.train.Stats;
import io.dxmi.samplers.engine.train.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongToDoubleFunction;

/** The energy step: one optimiser step down a loss of data and negative samples. */
public final class EnergyStep {

    /** Name of the loss's input that holds classes, int64 (B). */
    private static final String LABEL = "label";

    private final Update update;
    private final boolean readsLabels;
    private final boolean readsNoise;
    private final LongToDoubleFunction noiseSd;

    /**
     * Compiles the step.
     *
     * @param loss takes data and samples of equal shape (B, ...), then int64 (B) if it has an input "label"
     * @param others further networks that the loss reads
     */
    public EnergyStep(Learner energy, Loss loss, Weights... others) {
        this(energy, loss, i -> 0, others);
    }

    /**
     * The same of a loss whose noise changes.
     *
     * @param noiseSd standard deviation by iteration, for a loss with the input {@link DecayingNoise#INPUT}, its last
     */
    public EnergyStep(Learner energy, Loss loss, LongToDoubleFunction noiseSd, Weights... others) {
        this.noiseSd = noiseSd;
        this.update = energy.compile(loss, others);
        this.readsLabels = loss.inputs().contains(LABEL);
        this.readsNoise = loss.inputs().contains(DecayingNoise.INPUT);
    }

    /**
     * Takes the step.
     *
     * @param data (B, ...)
     * @param samples (B, ...)
     * @param labels int64 (B)
     */
    Pending<Stats> update(Iteration now, NDArray data, NDArray samples, NDArray labels) {
        long seed = now.draws().seed("energy");
        List<NDArray> inputs = new ArrayList<>(List.of(data, samples));
        if (readsLabels) inputs.add(labels);
        if (readsNoise) inputs.add(Torch.scalar(now.scope(), noiseSd.applyAsDouble(now.index())));
        return update.start(now.scope(), now.rateFactor(), seed, inputs.toArray(NDArray[]::new));
    }
}
