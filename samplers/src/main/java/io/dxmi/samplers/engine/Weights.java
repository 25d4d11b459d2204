package io.dxmi.samplers.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.IValue;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The arrays of one network, by parameter name. They live as long as the scope they were made in. Of a network with {@link
 * Adapters} they are what is trained, over the {@link #frozen} rest; programs read both.
 */
public final class Weights {

    private final String name;
    private final Map<String, NDArray> arrays = new LinkedHashMap<>();
    private final Map<String, Integer> index = new LinkedHashMap<>();
    private final Optional<Weights> frozen;
    private IValue list;

    private Weights(String name) {
        this(name, Optional.empty());
    }

    private Weights(String name, Optional<Weights> frozen) {
        this.name = name;
        this.frozen = frozen;
    }

    /** Draws initial values; each parameter has its own stream, so adding one leaves the others as they were. */
    public static Weights initial(NDManager root, String name, List<Parameter> parameters, long seed) {
        Weights weights = new Weights(name);
        for (Parameter p : parameters) {
            SplittableRandom random = new SplittableRandom(Seeds.mix(seed, name, p.name()));
            float[] values = p.init().draw(random, Math.toIntExact(p.size()));
            weights.put(p.name(), Torch.array(root, values, p.shape()));
        }
        return weights;
    }

    /** The same arrays as what is trained of a network ({@link Adapters}) whose own weights are frozen. */
    Weights over(Weights network) {
        Weights trained = new Weights(name, Optional.of(network));
        arrays.forEach(trained::put);
        return trained;
    }

    /** The network's own weights, where only adapters are trained. */
    public Optional<Weights> frozen() {
        return frozen;
    }

    /** A copy under the same name; frozen weights are shared. */
    public Weights copy(NDManager root) {
        return copy(root, name);
    }

    /** A copy under another name. */
    public Weights copy(NDManager root, String other) {
        Weights copy = new Weights(other, frozen);
        arrays.forEach((key, array) -> {
            NDArray twin = array.duplicate();
            twin.attach(root);
            copy.put(key, twin);
        });
        return copy;
    }

    /** Zeros of the same names and shapes. */
    public Weights zeros(NDManager root) {
        Weights zeros = new Weights(name);
        arrays.forEach((key, array) -> zeros.put(key, root.zeros(array.getShape())));
        return zeros;
    }

    private void put(String key, NDArray array) {
        if (arrays.put(key, array) != null) {
            throw new IllegalArgumentException("network '" + name + "' names the parameter '" + key + "' twice");
        }
        index.put(key, index.size());
    }

    /** What computations call this network. */
    public String name() {
        return name;
    }

    public Collection<String> names() {
        return arrays.keySet();
    }

    public NDArray get(String parameter) {
        NDArray array = arrays.get(parameter);
        if (array == null) throw unknown(parameter);
        return array;
    }

    public int indexOf(String parameter) {
        Integer i = index.get(parameter);
        if (i == null) throw unknown(parameter);
        return i;
    }

    private IllegalArgumentException unknown(String parameter) {
        return new IllegalArgumentException(
                "network '" + name + "' has no parameter '" + parameter + "'; it has " + names());
    }

    /** Number of scalars. */
    public long size() {
        return arrays.values().stream().mapToLong(NDArray::size).sum();
    }

    public List<NDArray> arrays() {
        return new ArrayList<>(arrays.values());
    }

    /** The arrays as one argument of a program, made once; closed with the scope of the arrays. */
    public IValue list() {
        if (list == null) {
            list = Torch.list(arrays());
            arrays().get(0).getManager().attachInternal("list " + list.getUid(), list);
        }
        return list;
    }

    /** Some of the arrays as one argument; the caller closes it. */
    public IValue list(List<Integer> members) {
        List<NDArray> all = arrays();
        return Torch.list(members.stream().map(all::get).toList());
    }

    /** Overwrites the values with another network's of the same layout. */
    public void set(Weights other) {
        Primitives.assign(arrays(), arrays.keySet().stream().map(other::get).toList());
    }

    public Map<String, HostTensor> toHost() {
        Map<String, HostTensor> out = new LinkedHashMap<>();
        arrays.forEach((key, array) -> out.put(key, Torch.host(array)));
        return out;
    }

    /**
     * Overwrites the values with arrays read from a file.
     *
     * @param origin file (and part) named in errors
     * @throws UserError if an array is missing or has another shape; nothing is changed then
     */
    public void set(Map<String, HostTensor> values, String origin) {
        arrays.forEach((key, array) -> {
            HostTensor tensor = values.get(key);
            if (tensor == null) {
                long found =
                        arrays.keySet().stream().filter(values::containsKey).count();
                throw new UserError(origin + " lacks " + key + " " + array.getShape() + "; it has " + found + " of the "
                        + arrays.size() + " arrays of this '" + name + "' network; was it trained with other sizes?");
            }
            if (!Arrays.equals(tensor.shape(), array.getShape().getShape())) {
                throw new UserError(origin + ": " + key + " has shape " + new Shape(tensor.shape()) + ", but this '"
                        + name + "' network needs " + array.getShape());
            }
        });
        NDManager owner = arrays().get(0).getManager();
        try (NDManager scope = owner.newSubManager()) {
            Primitives.assign(
                    arrays(),
                    arrays.keySet().stream()
                            .map(key -> Torch.array(scope, values.get(key)))
                            .toList());
        }
    }
}
