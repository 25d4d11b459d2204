package io.dxmi.judge;

import io.dxmi.eval.reference.Reported;
import io.dxmi.samplers.Progress;
import io.dxmi.trained.Trained;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Measures and draws what a run has learned, on data that training never saw. */
public interface Judge {

    /**
     * Metrics of a trained model, in the order of {@code summary.json}. Their JSON and cards are made from this list only.
     *
     * @param before the sampler's network as pre-training left it, or null if it is not known
     */
    List<Reported> metrics(Trained trained, Trained before, Progress progress);

    /**
     * Distances of samples to held-out data, beside the floor.
     *
     * @param samples flat, (n, sample shape)
     * @param from origin of the samples, for cards
     */
    List<Reported> distances(float[] samples, String from, Progress progress);

    /** Name of the distance among {@link #distances}. Only where {@link #note} is empty is it measured. */
    String distance();

    /** Measures that distance during training, without the floor. Only where {@link #note} is empty. */
    DistanceToData ruler(Progress progress);

    /** What to do if there are no distances; empty if there are. */
    default Optional<String> note() {
        return Optional.empty();
    }

    /**
     * Draws pictures into a folder.
     *
     * @return the files
     */
    List<Path> pictures(Trained trained, List<Reported> metrics, Path folder);
}
