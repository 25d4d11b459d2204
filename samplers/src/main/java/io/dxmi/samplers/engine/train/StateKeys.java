package io.dxmi.samplers.engine.train;

import java.util.regex.Pattern;

/**
 * Keys of a training state, which are the names of the arrays in a run's checkpoint. A network's arrays are {@code
 * NETWORK/PART/ARRAY}, such as {@code sampler/weights/fc1.weight}; what training keeps beside the networks stands under
 * {@link #NEGATIVES}, {@link #MONITOR} and {@link #VELOCITY}.
 */
public final class StateKeys {

    /** Before the keys of a negative sampler. */
    public static final String NEGATIVES = "negatives/";

    /** Ends of persistent chains, below {@link #NEGATIVES}. */
    public static final String CHAINS = "chains";

    /** Before the keys of the monitor. */
    public static final String MONITOR = "monitor/";

    /** How long each symptom has lasted, below {@link #MONITOR}. */
    public static final String LASTING = "lasting";

    /** What the monitor has warned of, below {@link #MONITOR}. */
    public static final String WARNINGS = "warnings";

    /** Mean squared steps of the sampler, by time. */
    public static final String VELOCITY = "velocity";

    private static final Pattern LEARNED = Pattern.compile("[^/]+/(weights|average|adam\\.[mv])/");

    private StateKeys() {}

    /** Before the weights of a network. */
    public static String weights(String network) {
        return network + "/weights/";
    }

    /** Before the running averages of a network's weights. */
    public static String average(String network) {
        return network + "/average/";
    }

    /** Before the weights of a network that training leaves as they are. */
    public static String frozen(String network) {
        return network + "/frozen/";
    }

    /** Before Adam's first moments of a network. */
    static String firstMoment(String network) {
        return network + "/adam.m/";
    }

    /** Before Adam's second moments of a network. */
    static String secondMoment(String network) {
        return network + "/adam.v/";
    }

    /** The number of steps that Adam has taken with a network. */
    static String steps(String network) {
        return network + "/adam.step";
    }

    /** Whether the key is of a weight, an average or a moment: their values are always finite. */
    public static boolean isLearned(String key) {
        return LEARNED.matcher(key).lookingAt();
    }
}
