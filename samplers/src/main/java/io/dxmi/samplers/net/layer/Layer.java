package io.dxmi.samplers.net.layer;

import io.dxmi.samplers.engine.Parameter;
import java.util.List;

/** A part of a network with parameters of its own. */
public interface Layer {

    /** Under the names that they have in the module that holds this layer. */
    List<Parameter> parameters();
}
