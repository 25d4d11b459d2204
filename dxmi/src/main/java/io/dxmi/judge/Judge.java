package io.dxmi.judge;

import io.dxmi.eval.reference.Measured;
import io.dxmi.eval.reference.Reported;
import io.dxmi.samplers.Progress;
import io.dxmi.trained.Trained;
import java.nio.file.Path;
import java.util.List;

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

    /** The distance among {@link #metrics} alone, of other weights of the same run. */
    Measured distanceOf(Trained trained, Progress progress);

    /** Name of the distance that {@link #ruler} measures, and of that among {@link #distances}. */
    String distance();

    /**
     * Measures a distance during training.
     *
     * @param reference training data, flat, (n, sample shape): results come from held-out data, which choose nothing
     */
    DistanceToData ruler(float[] reference, Progress progress);

    /**
     * Draws samples, and of points the data and the energy beside them, into one file.
     *
     * @param samples flat, (n, sample shape), finite
     * @param reference flat, (m, sample shape)
     * @return whether there is a picture: there is none of points with more or fewer than two dimensions
     */
    boolean draw(Trained trained, float[] samples, float[] reference, Path file);

    /**
     * Draws pictures into a folder.
     *
     * @return the files
     */
    List<Path> pictures(Trained trained, List<Reported> metrics, Path folder);
}
