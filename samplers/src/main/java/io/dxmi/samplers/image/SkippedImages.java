package io.dxmi.samplers.image;

import io.dxmi.samplers.UserError;
import java.util.ArrayList;
import java.util.List;

/** Leaves damaged pictures out and keeps count; a picture that only the memory is too small for ends the work. */
public final class SkippedImages implements CorruptImages {

    private final List<String> reasons = new ArrayList<>();

    @Override
    public synchronized void met(UserError reason) {
        if (CorruptImages.isMemory(reason)) throw reason;
        reasons.add(reason.getMessage());
    }

    /** One line for each picture that was left out, naming it. */
    public synchronized List<String> reasons() {
        return List.copyOf(reasons);
    }
}
