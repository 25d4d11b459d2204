package io.dxmi.samplers.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.dxmi.samplers.engine.Torch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Numbers that the device may still be computing, and what they mean. To read them is to wait for the device, so what is read
 * at the same time is put together before: {@link #all} and {@link #with} wait once.
 *
 * @param <R> what the numbers mean
 */
public final class Pending<R> {

    private final List<NDArray> numbers;
    private final Function<float[], R> meaning;

    private Pending(List<NDArray> numbers, Function<float[], R> meaning) {
        this.numbers = numbers;
        this.meaning = meaning;
    }

    /**
     * Numbers on the device.
     *
     * @param numbers float32 of any shape, whose scope is open until they are read
     */
    public static <R> Pending<R> of(NDArray numbers, Function<float[], R> meaning) {
        return new Pending<>(List.of(numbers), meaning);
    }

    /** Nothing to wait for. */
    public static <R> Pending<R> known(R value) {
        return new Pending<>(List.of(), none -> value);
    }

    /** Several, read by one wait, in their order. */
    public static <R> Pending<List<R>> all(List<Pending<R>> parts) {
        List<NDArray> numbers = new ArrayList<>();
        parts.forEach(part -> numbers.addAll(part.numbers));
        return new Pending<>(numbers, values -> {
            List<R> read = new ArrayList<>();
            int from = 0;
            for (Pending<R> part : parts) {
                int to = from + part.size();
                read.add(part.meaning.apply(Arrays.copyOfRange(values, from, to)));
                from = to;
            }
            return read;
        });
    }

    /** This and another, read by one wait. */
    public <S, T> Pending<T> with(Pending<S> other, BiFunction<R, S, T> both) {
        List<NDArray> joined = new ArrayList<>(numbers);
        joined.addAll(other.numbers);
        return new Pending<>(joined, values -> {
            R mine = meaning.apply(Arrays.copyOf(values, size()));
            return both.apply(mine, other.meaning.apply(Arrays.copyOfRange(values, size(), values.length)));
        });
    }

    /** What follows from it. */
    public <S> Pending<S> map(Function<? super R, ? extends S> next) {
        return new Pending<>(numbers, values -> next.apply(meaning.apply(values)));
    }

    /** What is to be done with it. The numbers are looked at when it is done, not when they are read. */
    public Pending<Runnable> then(Consumer<? super R> use) {
        return new Pending<>(numbers, values -> () -> use.accept(meaning.apply(values)));
    }

    /** The same; its arrays belong to {@code scope} from now on. */
    public Pending<R> within(NDManager scope) {
        numbers.forEach(array -> array.attach(scope));
        return this;
    }

    private int size() {
        return Math.toIntExact(numbers.stream().mapToLong(NDArray::size).sum());
    }

    /** Waits for the device, if there is anything to wait for. */
    public R read() {
        return meaning.apply(values());
    }

    private float[] values() {
        if (numbers.isEmpty()) return new float[0];
        if (numbers.size() == 1) return Torch.floats(numbers.get(0));
        try (NDManager scope = numbers.get(0).getManager().newSubManager()) {
            NDList flat = new NDList();
            for (NDArray array : numbers) {
                NDArray row = array.reshape(new Shape(-1));
                row.attach(scope);
                flat.add(row);
            }
            return Torch.floats(NDArrays.concat(flat, 0));
        }
    }
}
