package io.dxmi.samplers.data;

/**
 * Variances of Gaussian noise along the functions of a {@link SpectralBasis}, k = 1, 2, ...: a Gaussian process. On curves, a trace
 * class spectrum without zeros smooths every source (arXiv 2602.14086); it has to be large where the source is singular.
 */
public enum NoiseSpectrum {
    /** 1 everywhere: noise of equal size in all coordinates. */
    WHITE {
        @Override
        double variance(int k) {
            return 1;
        }
    },
    /** {@code ((k - 1/2) pi)^-2}: Brownian motion, where the basis is that of sines. */
    BROWNIAN {
        @Override
        double variance(int k) {
            return Math.pow((k - 0.5) * Math.PI, -2);
        }
    },
    /** {@code 0.4 k^-1.5}: of about the same trace as a unit normal number, and slower to fall than Brownian motion. */
    DECAY {
        @Override
        double variance(int k) {
            return 0.4 * Math.pow(k, -1.5);
        }
    };

    abstract double variance(int k);

    /**
     * Standard deviations of the first coefficients.
     *
     * @param modes how many coefficients there are
     * @param noisy how many of them have noise; the others have 0
     * @return (modes)
     */
    public double[] deviations(int modes, int noisy) {
        double[] deviations = new double[modes];
        for (int k = 1; k <= Math.min(modes, noisy); k++) deviations[k - 1] = Math.sqrt(variance(k));
        return deviations;
    }
}
