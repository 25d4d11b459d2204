package io.dxmi.samplers.checkpoint.pickle;

/** A pickle that is damaged, larger than allowed, or asks for what it may not have. The message is a fragment of a line. */
public class BadPickle extends RuntimeException {

    private static final int LONGEST = 200;

    public BadPickle(String message) {
        super(message);
    }

    /** Names a global that is not on the list. */
    public static final class Forbidden extends BadPickle {

        Forbidden(String global) {
            super("it asks for " + printable(global)
                    + ", which is refused: only tensors, containers, numbers and strings are read");
        }
    }

    /** A call whose arguments do not fit: only what asks for its result is refused. */
    public static final class Unfit extends BadPickle {

        public Unfit(String message) {
            super(message);
        }
    }

    /** Text from the file, on one line and short. */
    public static String printable(String text) {
        String start = text.substring(0, Math.min(LONGEST, text.length())).replaceAll("\\p{Cntrl}", "?");
        return text.length() <= LONGEST ? start : start + "...";
    }
}
