package io.dxmi.eval.anomaly;

import java.util.Arrays;

/**
 * Per-region overlap against false positives (Bergmann et al., MVTec AD, 2019): for each distinct score as threshold,
 * descending, after a first (0, 0). Every connected defect counts the same, however large it is.
 *
 * @param fpr share of normal pixels, over all images together, at or above the threshold
 * @param pro mean over all regions of the share of their pixels at or above the threshold
 */
public record ProCurve(double[] fpr, double[] pro) {

    /**
     * The curve of a set of score maps. Time O(N log N) and memory O(N) in the number of pixels.
     *
     * @param defect masks, (n, h, w); at least one defect and one normal pixel in all
     * @param score maps of the same shape, without NaN
     * @throws IllegalArgumentException otherwise
     */
    public static ProCurve of(boolean[][][] defect, double[][][] score, Connectivity connectivity) {
        Pixels pixels = Pixels.of(defect, score, connectivity);
        int[] order = DescendingOrder.of(pixels.score);
        double[] fpr = new double[order.length + 1];
        double[] pro = new double[order.length + 1];
        int points = 1;
        long normal = 0;
        double overlap = 0;
        for (int i = 0; i < order.length; i++) {
            int region = pixels.region[order[i]];
            if (region == Regions.BACKGROUND) normal++;
            else overlap += 1.0 / pixels.regionSize[region];
            if (i + 1 < order.length && pixels.score[order[i + 1]] == pixels.score[order[i]]) continue;
            fpr[points] = (double) normal / pixels.normalCount;
            pro[points] = overlap / pixels.regionSize.length;
            points++;
        }
        return new ProCurve(Arrays.copyOf(fpr, points), Arrays.copyOf(pro, points));
    }

    /**
     * AUPRO: the area under the curve for false positive rates in [0, limit], divided by {@code limit}, so that 1 is
     * perfect. Trapezoids; the last is cut by linear interpolation.
     *
     * @param limit in (0, 1]; 0.3 is the customary value
     */
    public double area(double limit) {
        if (!(limit > 0 && limit <= 1)) throw new IllegalArgumentException("limit must be in (0, 1], got " + limit);
        double area = 0;
        for (int i = 1; i < fpr.length && fpr[i - 1] < limit; i++) {
            double width = fpr[i] - fpr[i - 1];
            double end = pro[i];
            if (fpr[i] > limit) {
                end = pro[i - 1] + (pro[i] - pro[i - 1]) * (limit - fpr[i - 1]) / width;
                width = limit - fpr[i - 1];
            }
            area += width * (pro[i - 1] + end) / 2;
        }
        return area / limit;
    }

    /** All pixels of all images in one row; regions are numbered through all images. */
    private record Pixels(double[] score, int[] region, int[] regionSize, long normalCount) {

        static Pixels of(boolean[][][] defect, double[][][] score, Connectivity connectivity) {
            int total = count(defect, score);
            double[] flatScore = new double[total];
            int[] region = new int[total];
            int regions = 0;
            int at = 0;
            for (int image = 0; image < defect.length; image++) {
                Regions found = Regions.of(defect[image], connectivity);
                for (int y = 0; y < defect[image].length; y++) {
                    for (int x = 0; x < defect[image][y].length; x++) {
                        int label = found.at(y, x);
                        region[at] = label == Regions.BACKGROUND ? label : regions + label;
                        flatScore[at++] = score[image][y][x];
                    }
                }
                regions += found.count();
            }
            int[] size = new int[regions];
            long normal = 0;
            for (int label : region) {
                if (label == Regions.BACKGROUND) normal++;
                else size[label]++;
            }
            if (regions == 0 || normal == 0) {
                throw new IllegalArgumentException("need defect and normal pixels, got " + regions
                        + " defect regions and " + normal + " normal pixels");
            }
            return new Pixels(flatScore, region, size, normal);
        }

        private static int count(boolean[][][] defect, double[][][] score) {
            if (defect.length != score.length) {
                throw new IllegalArgumentException(defect.length + " masks, but " + score.length + " score maps");
            }
            long total = 0;
            for (int image = 0; image < defect.length; image++) {
                if (defect[image].length != score[image].length) {
                    throw new IllegalArgumentException("mask " + image + " has " + defect[image].length
                            + " rows, its score map " + score[image].length);
                }
                for (int y = 0; y < defect[image].length; y++) {
                    if (defect[image][y].length != score[image][y].length) {
                        throw new IllegalArgumentException("row " + y + " of mask " + image + " has "
                                + defect[image][y].length + " pixels, of its score map " + score[image][y].length);
                    }
                    total += score[image][y].length;
                }
            }
            return Math.toIntExact(total);
        }
    }
}
