package io.dxmi.samplers.checkpoint.pickle;

/**
 * How much work one file may still ask for. Each instruction makes at most one small object, and whatever copies more pays
 * for it, so the limit bounds memory as well as time: 2 million instructions make some 150 MB at the very worst, and
 * the largest published checkpoints need some ten thousand.
 */
public final class Budget {

    private static final long MOST = 2_000_000;

    private long left = MOST;

    /** Pays for {@code n} items or bytes. @throws BadPickle if the file has used up what it may */
    public void pay(long n) {
        left -= n;
        if (left < 0)
            throw new BadPickle("it holds more than " + MOST + " objects, far more than any checkpoint needs");
    }
}
