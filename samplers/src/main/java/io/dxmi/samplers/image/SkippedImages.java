package io.dxmi.samplers.image;

import io.dxmi.samplers.UserError;
import java.util.ArrayList;
import java.util.List;

/** Leaves pictures out that cannot be read, and keeps count. */
public final class SkippedImages implements CorruptImages {

    private final List<String> reasons = new ArrayList<>();

    @Override
    public synchronized void met(UserError reason) {
        reasons.add(reason.getMessage());
    }

    /** One line for each picture that was left out, naming it. */
    public synchronized List<String> reasons() {
        return List.copyOf(reasons);
    }
}
