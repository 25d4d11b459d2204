package io.dxmi.eval.reference;

import io.dxmi.samplers.engine.Seeds;
import io.dxmi.samplers.image.Image;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** A few of a stream of samples, chosen by their position and a seed, whose neighbours are looked for. */
public final class SampleChoice {

    private final int most;
    private final long seed;
    private final PriorityQueue<Chosen> chosen =
            new PriorityQueue<>(Comparator.comparingLong(Chosen::key).reversed());
    private long position;

    private record Chosen(long key, long position, Image image, double[] features) {}

    public SampleChoice(int most, long seed) {
        this.most = most;
        this.seed = seed;
    }

    /** Offers the next samples, with their features (n, d). */
    public void offer(List<Image> images, double[][] features) {
        for (int i = 0; i < features.length; i++, position++) {
            chosen.add(new Chosen(Seeds.mix(seed, position), position, images.get(i), features[i]));
            if (chosen.size() > most) chosen.remove();
        }
    }

    /** The chosen ones, in the order in which they came, without neighbours yet. */
    public Neighbours neighbours(int k) {
        List<Chosen> inOrder = chosen.stream()
                .sorted(Comparator.comparingLong(Chosen::position))
                .toList();
        return new Neighbours(
                inOrder.stream().map(Chosen::image).toList(),
                inOrder.stream().map(Chosen::features).toArray(double[][]::new),
                k);
    }
}
