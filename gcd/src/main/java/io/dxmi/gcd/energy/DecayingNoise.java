package io.dxmi.gcd.energy;

import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.ArrayList;
import java.util.List;

/**
 * An energy of its input plus fresh Gaussian noise, as {@link NoisyEnergy}, whose standard deviation is an input of the
 * compiled loss: it changes from iteration to iteration without a new program. The loss must be wrapped in {@link Given}.
 */
public record DecayingNoise(Energy energy) implements Energy {

    /** Name of the input that holds the standard deviation, float32 (), units of the data. */
    public static final String INPUT = "noise_sd";

    @Override
    public List<Parameter> parameters() {
        return energy.parameters();
    }

    @Override
    public int classes() {
        return energy.classes();
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x) {
        return energy.of(o, p, noised(o, p, x));
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x, T label) {
        return energy.of(o, p, noised(o, p, x), label);
    }

    private static <T> T noised(Ops<T> o, Params<T> p, T x) {
        return o.add(x, o.mul(o.normalLike(x), p.get(INPUT)));
    }

    /**
     * A loss of a {@link DecayingNoise} with one more input, {@value DecayingNoise#INPUT}, the last.
     *
     * @param network what the energy's weights are called
     */
    public record Given(Loss loss, String network) implements Loss {

        @Override
        public List<String> inputs() {
            List<String> names = new ArrayList<>(loss.inputs());
            names.add(INPUT);
            return names;
        }

        @Override
        public List<String> shared() {
            List<String> names = new ArrayList<>(loss.shared());
            names.add(INPUT);
            return names;
        }

        @Override
        public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            T sd = in.get(in.size() - 1);
            Networks<T> withNoise = name -> {
                Params<T> own = networks.of(name);
                return name.equals(network) ? new Params<>(key -> key.equals(INPUT) ? sd : own.get(key)) : own;
            };
            return loss.of(o, withNoise, in.subList(0, in.size() - 1));
        }
    }
}
