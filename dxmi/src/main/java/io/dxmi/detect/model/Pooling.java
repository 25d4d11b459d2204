package io.dxmi.detect.model;

import java.util.Arrays;

/** From the energies of a sample's places to one score. */
public enum Pooling {
    MAX {
        @Override
        public double of(double[] energies) {
            return Arrays.stream(energies).max().orElseThrow();
        }
    },
    MEAN {
        @Override
        public double of(double[] energies) {
            return Arrays.stream(energies).average().orElseThrow();
        }
    },
    /** Mean of the highest hundredth of the places, at least three. */
    TOP {
        @Override
        public double of(double[] energies) {
            double[] sorted = energies.clone();
            Arrays.sort(sorted);
            int count = count(sorted.length);
            return Arrays.stream(sorted, sorted.length - count, sorted.length)
                    .average()
                    .orElseThrow();
        }
    };

    public abstract double of(double[] energies);

    /** How many of so many places {@link #TOP} takes. */
    public int count(int places) {
        return Math.min(places, Math.max(3, places / 100));
    }
}
