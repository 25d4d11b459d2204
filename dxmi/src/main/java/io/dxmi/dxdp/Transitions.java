package io.dxmi.dxdp;

import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.sample.Sampler;
import io.dxmi.samplers.sample.Transition;
import java.util.List;

/** Where the transitions of a loss come from: read back as they were taken, or drawn afresh from the policy. */
public interface Transitions {

    List<String> inputs();

    <T> Transition<T> of(Ops<T> o, Networks<T> networks, List<T> in);

    /** Transitions as the roll-out took them. Inputs: x_t, t, x_{t+1}, the step's std (B) and the label. */
    record Stored() implements Transitions {
        @Override
        public List<String> inputs() {
            return List.of("x", "t", "next", "std", "label");
        }

        @Override
        public <T> Transition<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            T std = in.get(3);
            return new Transition<>(in.get(0), null, std, o.log(std), in.get(2), in.get(1), in.get(4));
        }
    }

    /** Fresh, reparametrised steps of the current policy from visited states. Inputs: x_t, t, unit noise and the label. */
    record Fresh(Sampler sampler) implements Transitions {
        @Override
        public List<String> inputs() {
            return List.of("x", "t", "eps", "label");
        }

        @Override
        public <T> Transition<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
            return sampler.step(o, networks.of(Sampler.NETWORK), in.get(0), in.get(1), in.get(2), in.get(3));
        }
    }
}
