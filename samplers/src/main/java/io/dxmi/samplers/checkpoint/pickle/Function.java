package io.dxmi.samplers.checkpoint.pickle;

/** What an allowed global does when a pickle calls it. */
@FunctionalInterface
public interface Function {

    /**
     * Computes the result from arguments that come from the file and are to be distrusted.
     *
     * @throws BadPickle.Unfit if they do not fit
     * @throws BadPickle if the file has used up what it may
     */
    Object call(Tuple arguments, Budget budget);
}
