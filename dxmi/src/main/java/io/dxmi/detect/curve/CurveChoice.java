package io.dxmi.detect.curve;

import io.dxmi.samplers.UserError;

/**
 * How the user wants curves to be seen.
 *
 * @param modes number of modes, 0 for as many as the curves need
 */
public record CurveChoice(int modes) {

    /** As many modes as the curves need. */
    public static final CurveChoice AUTO = new CurveChoice(0);

    public CurveChoice {
        if (modes < 0) throw new UserError(UserError.parameter("curves") + " must be at least 1, got " + modes);
    }

    /** Of a number or {@code auto}. @throws UserError if the text is neither */
    public static CurveChoice of(String text) {
        if (text.equals("auto")) return AUTO;
        int modes = text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
        if (modes == 0) {
            throw new UserError(
                    UserError.parameter("curves") + " must be auto or a number of modes such as 12, got " + text);
        }
        return new CurveChoice(modes);
    }
}
