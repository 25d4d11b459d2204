package io.dxmi.gcd.objective;

import io.dxmi.samplers.engine.Ops;
import java.util.Arrays;

/** What is known of the density that negative samples come from. */
public interface NoiseDensity {

    /** Log-density of each row in nats, (B); a constant may be missing if it is the same for all rows. */
    <T> T log(Ops<T> o, T x);

    /** Nothing: an objective then learns the ratio of data to samples. */
    record Unknown() implements NoiseDensity {
        @Override
        public <T> T log(Ops<T> o, T x) {
            return o.scale(o.meanPerSample(x), 0);
        }
    }

    /**
     * {@code N(0, sd^2 I)}, constant included.
     *
     * @param sampleShape shape of one sample
     */
    record Gaussian(double sd, long... sampleShape) implements NoiseDensity {

        public Gaussian {
            if (!(sd > 0)) throw new IllegalArgumentException("sd must be positive, got " + sd);
        }

        @Override
        public <T> T log(Ops<T> o, T x) {
            double d = Arrays.stream(sampleShape).reduce(1, Math::multiplyExact);
            T squares = o.scale(o.meanPerSample(o.square(x)), -d / (2 * sd * sd));
            return o.addScalar(squares, -d / 2 * Math.log(2 * Math.PI * sd * sd));
        }
    }
}
