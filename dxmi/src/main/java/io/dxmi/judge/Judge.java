package io.dxmi.judge;

import io.dxmi.eval.reference.Measured;
import io.dxmi.samplers.Progress;
import io.dxmi.trained.Trained;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Measures and draws what a run has learned, on data that training never saw. */
public interface Judge {

    /**
     * Metrics by name, for {@code summary.json}.
     *
     * @param before the sampler's network as pre-training left it, or null if it is not known
     */
    Map<String, Object> metrics(Trained trained, Trained before, Progress progress);

    /**
     * Distances of samples to held-out data, beside the floor.
     *
     * @param samples flat, (n, sample shape)
     */
    Map<String, Object> distances(float[] samples, Progress progress);

    /** The name under which {@link #distances} says how far samples are from data; whoever measures nothing omits it. */
    String distance();

    /** What measures that distance while training goes on, without the floor. Only where {@link #note} is empty. */
    DistanceToData ruler(Progress progress);

    /**
     * A card beside each number of {@link #metrics} or {@link #distances} that compares samples with data.
     *
     * @param from where the samples come from, for people
     */
    List<Measured> cards(Map<String, Object> metrics, String from);

    /** What to do if there are no distances; empty if there are. */
    default Optional<String> note() {
        return Optional.empty();
    }

    /** Draws pictures into a folder. @return the files */
    List<Path> pictures(Trained trained, Map<String, Object> metrics, Path folder);
}
