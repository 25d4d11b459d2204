package io.dxmi.gcd.objective;

import io.dxmi.gcd.energy.KernelEnergy;
import io.dxmi.samplers.engine.Loss;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@link ContrastiveLoss} for a kernel energy whose data are its own remembered points: each is scored against all others,
 * since nothing could be more likely than a point that is remembered itself.
 *
 * <p>Inputs: data int64 (B), the numbers of remembered points; samples (B, D).
 *
 * @param network what the energy's weights are called
 * @param noise standard deviation of Gaussian noise on both halves, in units of the data; 0 for none
 */
public record LeaveOneOutContrast(KernelEnergy energy, String network, double gamma, double noise) implements Loss {

    @Override
    public List<String> inputs() {
        return List.of("data", "sample");
    }

    @Override
    public <T> Value<T> of(Ops<T> o, Networks<T> networks, List<T> in) {
        var p = networks.of(network);
        T points = o.indexSelect(o.stopGradient(p.get(KernelEnergy.POINTS)), in.get(0));
        T data = energy.leavingOut(o, p, noisy(o, points), in.get(0));
        T sample = energy.of(o, p, noisy(o, in.get(1)));
        T magnitude = o.add(o.mean(o.square(data)), o.mean(o.square(sample)));
        T loss = o.add(o.sub(o.mean(data), o.mean(sample)), o.scale(magnitude, gamma));
        Map<String, T> logged = new LinkedHashMap<>();
        logged.put("energy_data", o.mean(data));
        logged.put("energy_sample", o.mean(sample));
        return new Value<>(loss, logged);
    }

    private <T> T noisy(Ops<T> o, T x) {
        return noise == 0 ? x : o.add(x, o.scale(o.normalLike(x), noise));
    }
}
