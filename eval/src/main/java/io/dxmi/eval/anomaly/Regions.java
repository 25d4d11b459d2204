package io.dxmi.eval.anomaly;

import java.util.ArrayDeque;

/** The connected regions of a mask. */
final class Regions {

    static final int BACKGROUND = -1;
    private static final int UNSEEN = -2;

    private final int[][] labels;
    private int count;

    private Regions(int[][] labels) {
        this.labels = labels;
    }

    /** Numbers the regions of {@code mask}, (h, w), from 0. */
    static Regions of(boolean[][] mask, Connectivity connectivity) {
        int[][] labels = new int[mask.length][];
        for (int y = 0; y < mask.length; y++) {
            labels[y] = new int[mask[y].length];
            for (int x = 0; x < mask[y].length; x++) labels[y][x] = mask[y][x] ? UNSEEN : BACKGROUND;
        }
        Regions regions = new Regions(labels);
        for (int y = 0; y < labels.length; y++) {
            for (int x = 0; x < labels[y].length; x++) {
                if (labels[y][x] == UNSEEN) regions.fill(y, x, connectivity);
            }
        }
        return regions;
    }

    int count() {
        return count;
    }

    /** The region's number, or {@link #BACKGROUND}. */
    int at(int y, int x) {
        return labels[y][x];
    }

    /** Gives the next number to the region around a pixel; an explicit stack, as a region may fill the image. */
    private void fill(int startY, int startX, Connectivity connectivity) {
        int label = count++;
        ArrayDeque<int[]> open = new ArrayDeque<>();
        labels[startY][startX] = label;
        open.push(new int[] {startY, startX});
        while (!open.isEmpty()) {
            int[] pixel = open.pop();
            for (int dy = -1; dy <= 1; dy++) {
                for (int dx = -1; dx <= 1; dx++) {
                    int y = pixel[0] + dy;
                    int x = pixel[1] + dx;
                    if (!connectivity.joins(dy, dx) || y < 0 || y >= labels.length || x < 0 || x >= labels[y].length) {
                        continue;
                    }
                    if (labels[y][x] != UNSEEN) continue;
                    labels[y][x] = label;
                    open.push(new int[] {y, x});
                }
            }
        }
    }
}
