package io.dxmi.samplers.data;

/** Batches that are new draws from a known distribution. */
public record FreshDraws(String name, Distribution2d distribution) implements DataSource {

    public static FreshDraws of(PointSet set) {
        return new FreshDraws(set.label(), set.distribution());
    }

    @Override
    public long[] sampleShape() {
        return new long[] {2};
    }

    @Override
    public long size() {
        return Long.MAX_VALUE;
    }

    @Override
    public long heldOutSize() {
        return Long.MAX_VALUE;
    }

    @Override
    public float[] batch(long seed, long iteration, int n) {
        float[] out = new float[2 * n];
        distribution.sample(Purpose.BATCH.stream(seed, iteration), out);
        return out;
    }

    @Override
    public float[] heldOut(long seed, int n) {
        float[] out = new float[2 * n];
        distribution.sample(Purpose.HELD_OUT.stream(seed, 0), out);
        return out;
    }
}
