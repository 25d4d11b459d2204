package io.dxmi.eval.feature;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Which pictures of a source are used. */
public final class Selection {

    private Selection() {}

    /** All of {@code count} if {@code most} is not smaller, otherwise {@code most} of them by chance; ascending. */
    public static int[] of(int count, int most, long seed) {
        if (most >= count) return IntStream.range(0, count).toArray();
        int[] order = IntStream.range(0, count).toArray();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < most; i++) {
            int j = i + random.nextInt(count - i);
            int picked = order[j];
            order[j] = order[i];
            order[i] = picked;
        }
        return IntStream.of(order).limit(most).sorted().toArray();
    }
}
