package io.dxmi.eval.feature;

import static io.dxmi.samplers.UserError.parameter;

import io.dxmi.samplers.UserError;

/** Sees to it that the pictures of a set, from whatever sources, come to the extractor in one size. */
public final class OneSize {

    private String size;
    private String given;
    private String by;

    /** @throws UserError naming two pictures whose sizes differ */
    void meet(String name, String givenSize, String preparedSize) {
        if (size == null) {
            size = preparedSize;
            given = givenSize;
            by = name;
        }
        if (!preparedSize.equals(size)) throw differ(name, givenSize);
    }

    /** Why a picture that the extractor refuses does not serve: its size, if it differs from the others', or {@code otherwise}. */
    UserError refused(String name, String givenSize, UserError otherwise) {
        return given == null || givenSize.equals(given) ? otherwise : differ(name, givenSize);
    }

    private UserError differ(String name, String givenSize) {
        return new UserError(name + ": is " + givenSize + ", but " + by + " is " + given
                + "; bring them to one size with " + parameter("resize") + " or " + parameter("crop"));
    }
}
