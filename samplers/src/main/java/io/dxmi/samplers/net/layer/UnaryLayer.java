package io.dxmi.samplers.net.layer;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;

/** A layer of one array. */
public interface UnaryLayer extends Layer {

    /**
     * Runs the layer.
     *
     * @param p parameters of the module that holds it
     */
    <T> T of(Ops<T> o, Params<T> p, T x);
}
