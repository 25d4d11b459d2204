package io.dxmi.eval.reference;

import io.dxmi.eval.plot.ImageGrid;
import io.dxmi.samplers.image.Filter;
import io.dxmi.samplers.image.Image;
import io.dxmi.samplers.image.Resize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * Finds, for a few samples, the training images nearest in feature space: a sample that equals its neighbour was
 * memorised. Training images come as a stream; only the nearest are held.
 */
public final class Neighbours {

    /** Pictures are drawn at most this large, so that a page of ImageNet-sized ones stays a page. */
    private static final int SHOWN = 64;

    private final List<Image> samples;
    private final double[][] features;
    private final int k;
    private final List<PriorityQueue<Near>> nearest = new ArrayList<>();

    private record Near(double squared, Image image) {}

    /**
     * Begins without training images.
     *
     * @param samples n pictures
     * @param features theirs, (n, d)
     * @param k neighbours of each
     */
    public Neighbours(List<Image> samples, double[][] features, int k) {
        this.samples = samples;
        this.features = features;
        this.k = k;
        for (int i = 0; i < samples.size(); i++) {
            nearest.add(new PriorityQueue<>(
                    Comparator.comparingDouble(Near::squared).reversed()));
        }
    }

    /** Offers training images with their features, (m, d). */
    public void offer(List<Image> images, double[][] theirs) {
        IntStream.range(0, samples.size()).parallel().forEach(i -> {
            PriorityQueue<Near> near = nearest.get(i);
            for (int j = 0; j < theirs.length; j++) {
                double squared = squared(features[i], theirs[j]);
                if (near.size() == k && squared >= near.element().squared) continue;
                near.add(new Near(squared, images.get(j)));
                if (near.size() > k) near.remove();
            }
        });
    }

    private static double squared(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
        return sum;
    }

    /** Distances of each sample to its neighbours in feature space, ascending, (n, at most k). */
    public double[][] distances() {
        return nearest.stream()
                .map(near -> near.stream()
                        .mapToDouble(n -> Math.sqrt(n.squared))
                        .sorted()
                        .toArray())
                .toArray(double[][]::new);
    }

    /** Draws each sample at the left of its neighbours, the nearest first. */
    public void write(Path file) {
        int columns = 1 + nearest.stream().mapToInt(PriorityQueue::size).min().orElse(0);
        Image like = samples.get(0);
        double scale = Math.min(1, (double) SHOWN / Math.max(like.height(), like.width()));
        Resize resize = new Resize(
                (int) Math.max(1, Math.round(like.height() * scale)),
                (int) Math.max(1, Math.round(like.width() * scale)),
                Filter.LANCZOS);
        int size = resize.height() * resize.width() * like.channels();
        float[] all = new float[samples.size() * columns * size];
        int at = 0;
        for (int i = 0; i < samples.size(); i++) {
            List<Image> row = new ArrayList<>(List.of(samples.get(i)));
            nearest.get(i).stream()
                    .sorted(Comparator.comparingDouble(Near::squared))
                    .limit(columns - 1L)
                    .forEach(near -> row.add(near.image));
            for (Image image : row) {
                resize.of(image.withChannels(like.channels())).planes(all, at);
                at += size;
            }
        }
        List<String> names = new ArrayList<>(List.of("sample"));
        for (int c = 1; c < columns; c++) names.add(c == 1 ? "nearest" : c + ".");
        new ImageGrid(all, samples.size() * columns, like.channels(), resize.height(), resize.width())
                .write(file, samples.stream().map(s -> "").toList(), names);
    }
}
