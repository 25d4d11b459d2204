package io.dxmi.samplers.engine.train;

import io.dxmi.samplers.engine.Share;

/**
 * What one worker does of a training.
 *
 * @param share the rows of a batch that it computes
 * @param summing the workers whose gradients are added up in every step; {@link Workers#ALONE} where each takes its own steps
 */
public record Part(Share share, Workers summing) {

    /** The whole of it. */
    public static final Part WHOLE = new Part(Share.WHOLE, Workers.ALONE);
}
