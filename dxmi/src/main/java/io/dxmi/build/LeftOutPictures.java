package io.dxmi.build;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.image.CorruptImages;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leaves pictures that cannot be read out of a training: the first are named, all are counted. */
final class LeftOutPictures implements CorruptImages {

    private static final Logger LOG = LoggerFactory.getLogger("dxmi");
    private static final int NAMED = 5;

    private int count;

    @Override
    public synchronized void met(UserError reason) {
        if (CorruptImages.isMemory(reason)) throw reason;
        count++;
        if (count <= NAMED) LOG.warn("{}; another picture stands in for it", reason.getMessage());
        if (count == NAMED + 1) LOG.warn("more pictures cannot be read, and are not named");
    }
}
