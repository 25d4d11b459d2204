package io.dxmi.dxdp;

import io.dxmi.gcd.energy.Energy;
import io.dxmi.gcd.objective.ContrastiveLoss;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The contrastive loss as the reference takes it with a separate energy: it does not clear the energy's gradients after the
 * sampler's steps, so that they add to this one's. A term linear in the weights has exactly that gradient.
 */
record LeakyContrast(ContrastiveLoss contrast) implements Loss {

    /** What the leaked gradients are called: a network of the energy's layout. */
    static final String LEAK = "leak";

    @Override
    public List<String> inputs() {
        return contrast.inputs();
    }

    @Override
    public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
        Value<T> clean = contrast.of(o, networks, in);
        T loss = clean.loss();
        for (Parameter p : contrast.energy().parameters()) {
            T weight = networks.of(Energy.NETWORK).get(p.name());
            loss = o.add(loss, o.sum(o.mul(weight, networks.of(LEAK).get(p.name()))));
        }
        Map<String, T> logged = new LinkedHashMap<>(clean.logged());
        logged.put("contrast", clean.loss());
        return new Value<>(loss, logged);
    }
}
