package io.dxmi.samplers.net.layer;

import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.ArrayList;
import java.util.List;

/** Layers under one name. A subclass declares each once: {@code conv = add(new Conv2d("conv", 3, 16, 3))}. */
public abstract class Block implements Layer {

    private final String name;
    private final List<Parameter> parameters = new ArrayList<>();

    /**
     * A block without layers yet.
     *
     * @param name in the module that holds it; empty for a whole network
     */
    protected Block(String name) {
        this.name = name;
    }

    /** Takes a layer in: its parameters follow those of the layers before it. */
    protected final <L extends Layer> L add(L layer) {
        String prefix = name.isEmpty() ? "" : name + ".";
        for (Parameter p : layer.parameters()) parameters.add(new Parameter(prefix + p.name(), p.shape(), p.init()));
        return layer;
    }

    /** A layer that is there or not, as the variant of the network has it. */
    protected final UnaryLayer addIf(boolean there, UnaryLayer layer) {
        return there ? add(layer) : new Identity();
    }

    @Override
    public final List<Parameter> parameters() {
        return List.copyOf(parameters);
    }

    /** This block's parameters, for the layers in it. */
    protected final <T> Params<T> own(Params<T> p) {
        return name.isEmpty() ? p : p.in(name);
    }
}
