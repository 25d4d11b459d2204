package io.dxmi.samplers.schedule;

/** The variances of a DDPM of 1000 steps, by name. Index 0 is at the data. */
public enum DdpmBetas {
    /** From 1e-4 to 0.02 (Ho et al., 2020). */
    LINEAR,
    /** {@code alphaBar = cos^2} (Nichol and Dhariwal, 2021, Eq. 17), each variance at most 0.999. */
    COSINE,
    /** {@code alphaBar} falls as a logistic function between -3 and 3 (Jabri et al., 2023), each variance at most 0.999. */
    SIGMOID;

    /** Of cosine and sigmoid. */
    private static final double LARGEST = 0.999;

    private static final double OFFSET = 0.008;

    private static final double END = 3;

    /** The variances, (1000). */
    public double[] betas() {
        double[] betas = new double[LinearDdpm.STEPS];
        for (int i = 0; i < betas.length; i++) {
            double from = (double) i / betas.length;
            double to = (i + 1.0) / betas.length;
            betas[i] = this == LINEAR
                    ? LinearDdpm.FIRST_BETA + (LinearDdpm.LAST_BETA - LinearDdpm.FIRST_BETA) * i / (betas.length - 1)
                    : Math.min(1 - signal(to) / signal(from), LARGEST);
        }
        return betas;
    }

    private double signal(double share) {
        if (this == COSINE) {
            double root = Math.cos((share + OFFSET) / (1 + OFFSET) * Math.PI / 2);
            return root * root;
        }
        return logistic(END - 2 * END * share) - logistic(-END);
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** Signal power after noising step i, (1000), falling. */
    public double[] alphaBar() {
        double[] betas = betas();
        double[] out = new double[betas.length];
        double product = 1;
        for (int i = 0; i < out.length; i++) {
            product *= 1 - betas[i];
            out[i] = this == LINEAR ? LinearDdpm.alphaBar(i) : product;
        }
        return out;
    }

    /** All 1000 states, noise first; the network is told the index. */
    public NoiseSchedule levels() {
        double[] alphaBar = TimeDirection.flip(alphaBar());
        double[] time = new LinearDdpm().time();
        return new NoiseSchedule() {
            @Override
            public int steps() {
                return alphaBar.length;
            }

            @Override
            public double[] alphaBar() {
                return alphaBar.clone();
            }

            @Override
            public double[] time() {
                return time.clone();
            }
        };
    }
}
