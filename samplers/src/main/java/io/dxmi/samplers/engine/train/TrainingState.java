package io.dxmi.samplers.engine.train;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Arrays that training changes, by key; {@link StateKeys} has the keys. */
public final class TrainingState {

    private TrainingState() {}

    /**
     * One small entry of a state.
     *
     * @param shape what it must have
     * @param origin the file, named in errors
     * @throws UserError if it is missing or of another shape
     */
    public static HostTensor entry(Map<String, HostTensor> state, String key, String origin, long... shape) {
        HostTensor tensor = state.get(key);
        if (tensor == null) throw new UserError(origin + " lacks " + key + "; is it a whole checkpoint of a run?");
        if (!Arrays.equals(tensor.shape(), shape)) {
            throw new UserError(origin + ": expected " + key + " of shape " + Arrays.toString(shape) + ", got "
                    + Arrays.toString(tensor.shape()));
        }
        return tensor;
    }

    /** The entries whose key starts with {@code prefix}, without it. */
    public static Map<String, HostTensor> within(Map<String, HostTensor> state, String prefix) {
        Map<String, HostTensor> part = new LinkedHashMap<>();
        state.forEach((key, tensor) -> {
            if (key.startsWith(prefix)) part.put(key.substring(prefix.length()), tensor);
        });
        return part;
    }

    /** The same entries with {@code prefix} before each key: the inverse of {@link #within}. */
    public static Map<String, HostTensor> under(String prefix, Map<String, HostTensor> part) {
        Map<String, HostTensor> state = new LinkedHashMap<>();
        part.forEach((key, tensor) -> state.put(prefix + key, tensor));
        return state;
    }
}
