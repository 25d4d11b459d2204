package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.net.layer.UnaryLayer;

/** Turns a time per row into features for each layer that asks: (B) to (B, width). */
public interface TimeEmbedding {

    /** What all layers share of a time, computed once. */
    <T> T shared(Ops<T> o, T time);

    /** The features of one layer, from what all {@link #shared share}. */
    UnaryLayer layer(String name, int width);
}
