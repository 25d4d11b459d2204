package io.dxmi.gcd.objective;

import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import java.util.List;

/**
 * A {@link ContrastiveLoss} within each class: every sample was drawn as an example of the class of the data beside it.
 *
 * <p>Inputs: data and samples of equal shape (B, ...), label int64 (B).
 */
public record ClassContrastiveLoss(ContrastiveLoss contrast) implements Loss {

    @Override
    public List<String> inputs() {
        return List.of("data", "sample", "label");
    }

    @Override
    public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
        T label = in.get(2);
        T both = contrast.energy()
                .of(
                        o,
                        networks.of(contrast.network()),
                        o.concat(in.subList(0, 2), 0),
                        o.concat(List.of(label, label), 0));
        return contrast.of(o, both);
    }
}
