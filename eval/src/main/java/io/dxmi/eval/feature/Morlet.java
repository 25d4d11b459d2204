package io.dxmi.eval.feature;

/**
 * Complex Morlet wavelets of four orientations on a grid of 7 x 7 pixels: a wave of 3/8 cycles a pixel under a Gaussian of
 * deviation 0.8 pixels, of mean zero and of unit l1 norm (Bruna and Mallat, Invariant Scattering Convolution Networks, 2013).
 */
final class Morlet {

    static final int ORIENTATIONS = 4;

    private static final int RADIUS = 3;
    private static final int SIDE = 2 * RADIUS + 1;
    private static final double DEVIATION = 0.8;
    private static final double FREQUENCY = 0.75 * Math.PI;

    /** Real and imaginary part by orientation, (4, 2, 49). */
    private static final float[][][] KERNELS = kernels();

    private Morlet() {}

    private static float[][][] kernels() {
        float[][][] kernels = new float[ORIENTATIONS][2][SIDE * SIDE];
        for (int k = 0; k < ORIENTATIONS; k++) kernels[k] = kernel(Math.PI * k / ORIENTATIONS);
        return kernels;
    }

    private static float[][] kernel(double angle) {
        double[] window = new double[SIDE * SIDE];
        double[] real = new double[SIDE * SIDE];
        double[] imaginary = new double[SIDE * SIDE];
        double mass = 0;
        double sum = 0;
        for (int i = 0; i < window.length; i++) {
            int y = i / SIDE - RADIUS;
            int x = i % SIDE - RADIUS;
            window[i] = Math.exp(-(x * x + y * y) / (2 * DEVIATION * DEVIATION));
            double phase = FREQUENCY * (x * Math.cos(angle) + y * Math.sin(angle));
            real[i] = window[i] * Math.cos(phase);
            imaginary[i] = window[i] * Math.sin(phase);
            mass += window[i];
            sum += real[i]; // the imaginary part is odd: its sum is zero
        }
        double norm = 0;
        for (int i = 0; i < window.length; i++) {
            real[i] -= window[i] * sum / mass;
            norm += Math.hypot(real[i], imaginary[i]);
        }
        float[][] kernel = new float[2][window.length];
        for (int i = 0; i < window.length; i++) {
            kernel[0][i] = (float) (real[i] / norm);
            kernel[1][i] = (float) (imaginary[i] / norm);
        }
        return kernel;
    }

    /** The modulus of a plane's convolution with the wavelet of an orientation; the plane goes on as its mirror image. */
    static Plane modulus(Plane plane, int orientation) {
        int height = plane.height();
        int width = plane.width();
        int stride = width + 2 * RADIUS;
        float[] padded = padded(plane, stride);
        float[] real = KERNELS[orientation][0];
        float[] imaginary = KERNELS[orientation][1];
        float[] out = new float[height * width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                float a = 0;
                float b = 0;
                for (int i = 0; i < SIDE; i++) {
                    int row = (y + i) * stride + x;
                    for (int j = 0; j < SIDE; j++) {
                        float value = padded[row + j];
                        a += value * real[i * SIDE + j];
                        b += value * imaginary[i * SIDE + j];
                    }
                }
                out[y * width + x] = (float) Math.sqrt(a * a + b * b);
            }
        }
        return new Plane(height, width, out);
    }

    private static float[] padded(Plane plane, int stride) {
        int rows = plane.height() + 2 * RADIUS;
        float[] padded = new float[rows * stride];
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < stride; x++) padded[y * stride + x] = plane.mirrored(y - RADIUS, x - RADIUS);
        }
        return padded;
    }
}
