package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.List;

/** A function of one array: x (B, ...) to (B, out). */
public interface Network {

    List<Parameter> parameters();

    <T> T of(Ops<T> o, Params<T> p, T x);
}
