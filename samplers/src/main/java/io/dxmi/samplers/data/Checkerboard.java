package io.dxmi.samplers.data;

import java.util.random.RandomGenerator;

/** Uniform on the eight dark squares, of side 2, of a 4 x 4 board on [-4, 4]^2, as in FFJORD. */
final class Checkerboard implements Distribution2d {

    private static final int SIDE = 2;
    private static final double AREA = 8 * SIDE * SIDE;

    @Override
    public void sample(RandomGenerator random, float[] out) {
        for (int i = 0; i < out.length; i += 2) {
            int column = random.nextInt(-2, 2);
            int row = 2 * random.nextInt(-1, 1) + Math.floorMod(column, 2);
            out[i] = within(column, random);
            out[i + 1] = within(row, random);
        }
    }

    /** Uniform on [2 cell, 2 cell + 2); rounding to float may not reach the next cell, where the density is 0. */
    private static float within(int cell, RandomGenerator random) {
        float end = SIDE * (cell + 1f);
        return Math.min((float) (SIDE * (cell + random.nextDouble())), Math.nextDown(end));
    }

    @Override
    public double logDensity(double x, double y) {
        boolean onBoard = -4 <= x && x < 4 && -4 <= y && y < 4;
        boolean dark = (Math.floor(x / SIDE) + Math.floor(y / SIDE)) % 2 == 0;
        return onBoard && dark ? -Math.log(AREA) : Double.NEGATIVE_INFINITY;
    }
}
