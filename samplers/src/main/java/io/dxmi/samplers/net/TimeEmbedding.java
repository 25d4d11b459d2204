package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.List;

/** Turns a time per row into features for each layer that asks: (B) to (B, width). */
public interface TimeEmbedding {

    /** Parameters of one layer's features. */
    List<Parameter> parameters(String name, int width);

    /** What all layers share of a time, computed once. */
    <T> T shared(Ops<T> o, T time);

    /** One layer's features from what all share, under the parameters of the module given. */
    <T> T of(Ops<T> o, Params<T> p, T shared);
}
