package io.dxmi.value;

import com.fasterxml.jackson.databind.JsonNode;
import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.energy.NetworkEnergy;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.ClassIgebm;
import io.dxmi.samplers.net.Igebm;
import io.dxmi.samplers.net.Network;
import io.dxmi.samplers.net.ReferenceNetworks;
import io.dxmi.samplers.net.TimeNetwork;
import java.util.List;

/** The recorded cases' networks with one output: energies, and values with or without a time. */
public final class ReferenceScalar {

    private ReferenceScalar() {}

    /** Whether a value network is the same at every time. */
    public static boolean ignoresTime(JsonNode config) {
        return config.path("time_independent").asBoolean();
    }

    /** A value that sees the time. */
    public static TimeNetwork timed(JsonNode config) {
        return config.get("class").asText().equals("UNetEncoder")
                ? ReferenceNetworks.ddpm(config)
                : ReferenceMlp.of(config);
    }

    /**
     * An energy, or a value that ignores the time: that one is wrapped under the name {@code net}.
     *
     * @param image shape of a sample as {@link ReferencePolicy#image} says it: what a residual energy sees
     */
    public static Network still(JsonNode config, long[] image) {
        if (!config.get("class").asText().equals("IGEBMEncoderV2")) return ReferenceMlp.of(config);
        String prefix = ignoresTime(config) ? "net." : "";
        return new Residual(ReferenceNetworks.igebm(config), prefix, image);
    }

    /** An energy that ignores the time, one for each class where it has classes. */
    public static Energy energy(JsonNode config, long[] image) {
        int classes = config.path("n_class").asInt(0);
        if (classes == 0) return new NetworkEnergy(still(config, image));
        return new ByClass(new ClassIgebm(ReferenceNetworks.igebm(config), classes));
    }

    /** Under the name {@code net}. */
    private record ByClass(ClassIgebm network) implements Energy {
        @Override
        public List<Parameter> parameters() {
            return network.parameters().stream()
                    .map(p -> new Parameter("net." + p.name(), p.shape(), p.init()))
                    .toList();
        }

        @Override
        public int classes() {
            return network.classes();
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> p, T x) {
            throw new AssertionError("a class is needed");
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> p, T x, T label) {
            return o.reshape(network.of(o, p.in("net"), x, label), -1);
        }
    }

    private record Residual(Igebm network, String prefix, long[] image) implements Network {
        @Override
        public List<Parameter> parameters() {
            return network.parameters().stream()
                    .map(p -> new Parameter(prefix + p.name(), p.shape(), p.init()))
                    .toList();
        }

        @Override
        public <T> T of(Ops<T> o, Params<T> p, T x) {
            T pixels = o.reshape(x, -1, image[0], image[1], image[2]);
            return network.of(o, prefix.isEmpty() ? p : p.in("net"), pixels);
        }
    }
}
