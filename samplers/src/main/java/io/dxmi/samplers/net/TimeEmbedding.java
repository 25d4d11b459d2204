package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.List;

/** Turns a time per row into features: (B) to (B, width). */
public interface TimeEmbedding {

    List<Parameter> parameters(String name, int width);

    /** Features under the parameters of the module given. */
    <T> T of(Ops<T> o, Params<T> p, T time);
}
