package io.dxmi.value;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.Network;
import io.dxmi.samplers.net.Sinusoids;
import io.dxmi.samplers.net.TimeNetwork;
import io.dxmi.samplers.net.layer.Linear;
import java.util.List;

/**
 * The network of the recorded 2-D cases, under its recorded names: three linear layers with SiLU between them, x (B, dim) to
 * (B, out). Where it takes a time, that is concatenated to x as sines and cosines.
 *
 * @param module prefix of the parameter names
 * @param embedding number of sines and cosines; 0 for a network that takes no time
 */
public record ReferenceMlp(String module, int dim, int embedding, int hidden, int out) implements TimeNetwork, Network {

    /** The network that the JSON describes by its class and sizes. */
    public static ReferenceMlp of(JsonNode config) {
        int dim = config.get("dim").asInt();
        int hidden = config.get("hidden").asInt();
        String name = config.get("class").asText();
        return switch (name) {
            case "PolicyMLP" -> new ReferenceMlp("", dim, config.get("emb").asInt(), hidden, dim);
            case "ValueMLP" -> new ReferenceMlp("", dim, config.get("emb").asInt(), hidden, 1);
            // a value that ignores the time wraps an energy
            case "EnergyMLP" -> new ReferenceMlp(ReferenceScalar.ignoresTime(config) ? "net." : "", dim, 0, hidden, 1);
            default -> throw new AssertionError("no test network is called " + name);
        };
    }

    private List<Linear> layers() {
        return List.of(
                new Linear(module + "fc1", dim + embedding, hidden),
                new Linear(module + "fc2", hidden, hidden),
                new Linear(module + "fc3", hidden, out));
    }

    @Override
    public List<Parameter> parameters() {
        return layers().stream().flatMap(l -> l.parameters().stream()).toList();
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x, T time) {
        if (embedding == 0) return of(o, p, x);
        return of(o, p, o.concat(List.of(x, new Sinusoids(embedding).shared(o, time)), 1));
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        List<Linear> layers = layers();
        T h = o.silu(layers.get(0).of(o, p, x));
        h = o.silu(layers.get(1).of(o, p, h));
        return layers.get(2).of(o, p, h);
    }
}
