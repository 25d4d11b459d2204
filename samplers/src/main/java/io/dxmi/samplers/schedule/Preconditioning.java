package io.dxmi.samplers.schedule;

/**
 * How a network F of unit-sized inputs and outputs makes a denoiser at noise level sigma: {@code D = skip x + out F(in x,
 * time)} (Karras et al. 2022, Eq. 7).
 *
 * @param dataStd standard deviation of the data, about 0.5 for images in [-1, 1]
 * @param boundary the level at which D is the identity: 0 for EDM, the least level for consistency models
 */
public record Preconditioning(double dataStd, double boundary) {

    /** Keeps the logarithm finite at level 0; far below every level in use. */
    private static final double TINY = 1e-44;

    /** EDM's. */
    public static final Preconditioning EDM = new Preconditioning(0.5, 0);

    /** That of consistency models trained from level 0.002 (Song et al. 2023, appendix C). */
    public static final Preconditioning CONSISTENCY = new Preconditioning(0.5, 0.002);

    public double skip(double sigma) {
        double s = sigma - boundary;
        return dataStd * dataStd / (s * s + dataStd * dataStd);
    }

    public double out(double sigma) {
        return (sigma - boundary) * dataStd / Math.sqrt(sigma * sigma + dataStd * dataStd);
    }

    public double in(double sigma) {
        return 1 / Math.sqrt(sigma * sigma + dataStd * dataStd);
    }

    /** What the network is told: {@code 250 log sigma}. */
    public double time(double sigma) {
        return 250 * Math.log(sigma + TINY);
    }
}
