package io.dxmi.samplers.image;

import io.dxmi.samplers.UserError;

/** What happens to a picture that cannot be read. May be told from several threads. */
public interface CorruptImages {

    /**
     * Hears of a picture that cannot be read; returns if it is to be left out.
     *
     * @param reason names the picture
     */
    void met(UserError reason);

    /** Whether a picture could not be read only because Java's memory is too small: it may be whole. */
    static boolean isMemory(UserError reason) {
        return reason.getCause() instanceof OutOfMemoryError;
    }

    /** Stops at the first. */
    static CorruptImages refused() {
        return reason -> {
            throw reason;
        };
    }
}
