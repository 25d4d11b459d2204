package io.dxmi.bench;

import ai.djl.ndarray.NDArray;
import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.engine.Weights;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Runs a computation and writes down its layers with the shapes that they saw. */
final class LayerRecorder {

    private final Ops<NDArray> inner;
    private final List<LayerProducts.Layer> layers = new ArrayList<>();
    /** Parameters, and everything that was computed from one. */
    private final Set<Object> trained = Collections.newSetFromMap(new IdentityHashMap<>());

    LayerRecorder(Ops<NDArray> inner) {
        this.inner = inner;
    }

    List<LayerProducts.Layer> layers() {
        return layers;
    }

    Networks<NDArray> networks(Weights weights) {
        return name -> new Params<>(parameter -> {
            NDArray value = weights.get(parameter);
            trained.add(value);
            return value;
        });
    }

    @SuppressWarnings("unchecked")
    Ops<NDArray> ops() {
        return (Ops<NDArray>) Proxy.newProxyInstance(
                Ops.class.getClassLoader(), new Class<?>[] {Ops.class}, (p, method, arguments) -> {
                    Object result = call(method, arguments);
                    if (Arrays.stream(arguments).anyMatch(this::isTrained)) trained.add(result);
                    record(method.getName(), arguments, result);
                    return result;
                });
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(inner, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private boolean isTrained(Object argument) {
        return argument instanceof List<?> list ? list.stream().anyMatch(this::isTrained) : trained.contains(argument);
    }

    private void record(String operator, Object[] in, Object result) {
        if (operator.equals("conv2d")) {
            layers.add(new LayerProducts.Convolution(
                    shape(in[0]),
                    shape(in[1]),
                    shape(result),
                    (int) in[in.length - 2],
                    (int) in[in.length - 1],
                    isTrained(in[0])));
        } else if (operator.equals("upsampleConv2d")) {
            layers.add(LayerProducts.Convolution.ofUpsampled(shape(in[0]), shape(in[1]), isTrained(in[0])));
        } else if (operator.equals("linear")) {
            layers.add(new LayerProducts.Linear(shape(in[0]), shape(in[1]), shape(result), isTrained(in[0])));
        } else if (operator.equals("attention")) {
            layers.add(new LayerProducts.Attention(shape(in[0])));
        }
    }

    private static long[] shape(Object array) {
        return ((NDArray) array).getShape().getShape();
    }
}
