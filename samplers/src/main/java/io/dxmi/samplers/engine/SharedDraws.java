package io.dxmi.samplers.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The draws of some rows of a batch: each is drawn for the whole batch and cut. Draws of several blocks of a batch, such as the
 * states of all times, are cut block by block. Programs that draw by themselves get the seed
 * of all and cut likewise.
 *
 * @param all draws of the whole batch
 */
record SharedDraws(Draws all, Share share) implements Draws {

    @Override
    public NDArray normal(NDManager scope, String purpose, long... shape) {
        long[] whole = shape.clone();
        whole[0] = whole(shape[0]);
        try (NDManager inner = scope.newSubManager()) {
            NDArray cut = cut(all.normal(inner, purpose, whole));
            cut.attach(scope);
            return cut;
        }
    }

    @Override
    public long seed(String purpose) {
        return all.seed(purpose);
    }

    @Override
    public NDArray permutation(NDManager scope, String purpose, long n) {
        throw new IllegalStateException("a permutation of " + n + " belongs to no share of the rows: " + purpose);
    }

    @Override
    public long iteration() {
        return all.iteration();
    }

    @Override
    public Draws part(String name) {
        return new SharedDraws(all.part(name), share);
    }

    @Override
    public long whole(long rows) {
        if (rows % share.rows() != 0) {
            throw new IllegalArgumentException("expected blocks of " + share.rows() + " rows, got " + rows);
        }
        return rows / share.rows() * share.of();
    }

    @Override
    public NDArray cut(NDArray whole) {
        return Primitives.cut(whole, share);
    }

    @Override
    public Minibatch minibatch(NDManager scope, String purpose, NDArray places, long... noiseShape) {
        long[] wanted = Torch.longs(places);
        int[] held = IntStream.range(0, wanted.length)
                .filter(k -> isOwn(wanted[k] % share.of()))
                .toArray();
        long[] own = Arrays.stream(held)
                .mapToLong(k -> wanted[k] / share.of() * share.rows() + wanted[k] % share.of() - share.from())
                .toArray();
        long[] kept = Arrays.stream(held).asLongStream().toArray();
        try (NDManager inner = scope.newSubManager()) {
            Minibatch whole = all.minibatch(inner, purpose, places, noiseShape);
            NDArray noise = whole.noise().get(Torch.array(inner, kept, kept.length));
            noise.attach(scope);
            return new Minibatch(Torch.array(scope, own, own.length), noise);
        }
    }

    private boolean isOwn(long row) {
        return share.from() <= row && row < share.to();
    }
}
