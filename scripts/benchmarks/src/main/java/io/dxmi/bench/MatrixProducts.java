package io.dxmi.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The matrix products that one iteration cannot do without, and nothing else: those of every layer in every evaluation of
 * a network, forward, for the gradient of the layer's input and for the gradient of its weights.
 */
final class MatrixProducts {

    /** A linear layer of a network. */
    private record Layer(int in, int out) {}

    private enum Pass {
        /** (rows, in) (in, out). */
        FORWARD,
        /** (out, rows) (rows, in). */
        WEIGHTS,
        /** (rows, out) (out, in). */
        INPUT
    }

    /** One product of a layer, run so many times an iteration. */
    private record Product(Layer layer, int rows, Pass pass, int times) {

        long flops() {
            return 2L * rows * layer.in * layer.out * times;
        }
    }

    private final List<Product> products = new ArrayList<>();
    private final List<NDArray> left = new ArrayList<>();
    private final List<NDArray> right = new ArrayList<>();

    /** Layers from the points on; the first one's input needs no gradient unless the network is asked for it. */
    private static final List<Layer> VALUE = chain(1);

    private static final List<Layer> POLICY = chain(Setting.DIMENSIONS);

    /** The layers that mix the time's sinusoids, whose input never needs a gradient. */
    private static final List<Layer> TIME = Stream.generate(() -> new Layer(Setting.SINUSOIDS, Setting.WIDTH))
            .limit(Setting.DEPTH)
            .toList();

    private static List<Layer> chain(int out) {
        List<Layer> layers = new ArrayList<>(List.of(new Layer(Setting.DIMENSIONS, Setting.WIDTH)));
        for (int i = 1; i < Setting.DEPTH; i++) layers.add(new Layer(Setting.WIDTH, Setting.WIDTH));
        layers.add(new Layer(Setting.WIDTH, out));
        return layers;
    }

    MatrixProducts(NDManager root) {
        int b = Setting.BATCH;
        int t = Setting.STEPS;
        // Roll-out: the policy, once a step.
        add(POLICY, b, Pass.FORWARD, t);
        add(TIME, b, Pass.FORWARD, t);
        // Energy: data and samples in one pass.
        add(VALUE, 2 * b, Pass.FORWARD, 1);
        addTraining(VALUE, 2 * b, 1);
        // Value: the target's pass and the trained one.
        add(VALUE, b, Pass.FORWARD, 2 * t);
        addTraining(VALUE, b, t);
        // Sampler: through the policy and the frozen value, whose input gradient leads back into the policy.
        add(POLICY, b, Pass.FORWARD, t);
        add(TIME, b, Pass.FORWARD, t);
        add(VALUE, b, Pass.FORWARD, t);
        add(VALUE, b, Pass.INPUT, t);
        addTraining(POLICY, b, t);
        add(TIME, b, Pass.WEIGHTS, t);
        for (Product p : products) makeOperands(root, p);
    }

    private void add(List<Layer> layers, int rows, Pass pass, int times) {
        layers.forEach(layer -> products.add(new Product(layer, rows, pass, times)));
    }

    private void addTraining(List<Layer> layers, int rows, int times) {
        add(layers, rows, Pass.WEIGHTS, times);
        add(layers.subList(1, layers.size()), rows, Pass.INPUT, times);
    }

    /** Laid out in memory as autograd has them: the weight (out, in), and transposed views of what lies the other way. */
    private void makeOperands(NDManager root, Product p) {
        NDArray x = root.randomNormal(new Shape(p.rows, p.layer.in));
        NDArray weight = root.randomNormal(new Shape(p.layer.out, p.layer.in));
        NDArray slope = root.randomNormal(new Shape(p.rows, p.layer.out));
        left.add(
                switch (p.pass) {
                    case FORWARD -> x;
                    case WEIGHTS -> slope.transpose();
                    case INPUT -> slope;
                });
        right.add(
                switch (p.pass) {
                    case FORWARD -> weight.transpose();
                    case WEIGHTS -> x;
                    case INPUT -> weight;
                });
    }

    int count() {
        return products.stream().mapToInt(Product::times).sum();
    }

    /** Multiplications and additions of an iteration's products. */
    long flops() {
        return products.stream().mapToLong(Product::flops).sum();
    }

    /** Runs them all once. */
    void run() {
        for (int i = 0; i < products.size(); i++) {
            for (int k = 0; k < products.get(i).times; k++)
                left.get(i).matMul(right.get(i)).close();
        }
    }

    /** As many products of 1 x 1 arrays: what the calls alone cost. */
    void runEmpty(NDArray one) {
        for (int i = count(); i > 0; i--) one.matMul(one).close();
    }
}
