package io.dxmi.bench.dictionary;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Limited-memory BFGS (Nocedal and Wright, Algorithm 7.5) with a line search by bisection for the weak Wolfe conditions, for a
 * smooth convex function.
 *
 * @param iterations at most so many
 * @param tolerance stops where no derivative is larger
 */
record Lbfgs(int iterations, double tolerance) {

    private static final int MEMORY = 10;
    private static final double DECREASE = 1e-4; // share of the decrease that the slope promises
    private static final double CURVATURE = 0.9;
    private static final int TRIALS = 40;

    /** A function that writes its derivatives into {@code gradient}, which has the length of x. */
    interface Smooth {
        double at(double[] x, double[] gradient);
    }

    /**
     * Where the search ended.
     *
     * @param iterations steps that were taken
     */
    record Minimum(double[] x, double value, int iterations) {}

    private record Point(double[] x, double value, double[] gradient) {}

    private record Pair(double[] step, double[] change, double product) {}

    Minimum minimise(Smooth f, double[] start) {
        Deque<Pair> pairs = new ArrayDeque<>();
        Point at = evaluate(f, start.clone());
        int k = 0;
        while (k < iterations && largest(at.gradient) > tolerance) {
            double[] direction = direction(at.gradient, pairs);
            Point next = search(f, at, direction, k == 0 ? 1 / Math.sqrt(dot(at.gradient, at.gradient)) : 1);
            if (next == null) break; // no decrease that floating point can show
            double[] step = minus(next.x, at.x);
            double[] change = minus(next.gradient, at.gradient);
            double product = dot(step, change);
            if (product > 0) pairs.addFirst(new Pair(step, change, product));
            if (pairs.size() > MEMORY) pairs.removeLast();
            at = next;
            k++;
        }
        return new Minimum(at.x, at.value, k);
    }

    private static Point evaluate(Smooth f, double[] x) {
        double[] gradient = new double[x.length];
        return new Point(x, f.at(x, gradient), gradient);
    }

    private static Point search(Smooth f, Point from, double[] direction, double first) {
        double slope = dot(from.gradient, direction);
        if (slope >= 0) return null;
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        double t = first;
        for (int i = 0; i < TRIALS; i++) {
            double[] x = from.x.clone();
            for (int j = 0; j < x.length; j++) x[j] += t * direction[j];
            Point next = evaluate(f, x);
            if (!(next.value <= from.value + DECREASE * t * slope)) {
                high = t;
            } else if (dot(next.gradient, direction) < CURVATURE * slope) {
                low = t;
            } else {
                return next;
            }
            t = Double.isInfinite(high) ? 2 * low : (low + high) / 2;
        }
        return null;
    }

    /** Minus the inverse Hessian's estimate times the gradient, by the two-loop recursion. */
    private static double[] direction(double[] gradient, Deque<Pair> pairs) {
        double[] q = gradient.clone();
        double[] alpha = new double[pairs.size()];
        int i = 0;
        for (Pair pair : pairs) {
            alpha[i] = dot(pair.step, q) / pair.product;
            add(q, -alpha[i], pair.change);
            i++;
        }
        if (!pairs.isEmpty()) {
            Pair last = pairs.getFirst();
            double scale = last.product / dot(last.change, last.change);
            for (int j = 0; j < q.length; j++) q[j] *= scale;
        }
        for (Iterator<Pair> oldest = pairs.descendingIterator(); oldest.hasNext(); ) {
            Pair pair = oldest.next();
            i--;
            add(q, alpha[i] - dot(pair.change, q) / pair.product, pair.step);
        }
        for (int j = 0; j < q.length; j++) q[j] = -q[j];
        return q;
    }

    private static void add(double[] to, double factor, double[] v) {
        for (int j = 0; j < to.length; j++) to[j] += factor * v[j];
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) sum += a[j] * b[j];
        return sum;
    }

    private static double[] minus(double[] a, double[] b) {
        double[] out = a.clone();
        add(out, -1, b);
        return out;
    }

    private static double largest(double[] v) {
        double most = 0;
        for (double value : v) most = Math.max(most, Math.abs(value));
        return most;
    }
}
