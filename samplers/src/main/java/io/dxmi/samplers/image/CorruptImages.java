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

    /** Stops at the first. */
    static CorruptImages refused() {
        return reason -> {
            throw reason;
        };
    }
}
