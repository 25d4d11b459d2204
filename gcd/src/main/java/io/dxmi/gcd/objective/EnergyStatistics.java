package io.dxmi.gcd.objective;

import io.dxmi.samplers.engine.Ops;
import java.util.LinkedHashMap;
import java.util.Map;

/** What every objective of data and samples logs. */
final class EnergyStatistics {

    private EnergyStatistics() {}

    /** @param energies (2, B), data above */
    static <T> Map<String, T> logged(Ops<T> o, T energies) {
        T means = o.meanPerSample(energies);
        Map<String, T> logged = new LinkedHashMap<>();
        logged.put("energy_data", o.sum(o.mul(means, o.constant(1, 0))));
        logged.put("energy_sample", o.sum(o.mul(means, o.constant(0, 1))));
        logged.put("energy_magnitude", o.sum(o.meanPerSample(o.square(energies))));
        return logged;
    }
}
