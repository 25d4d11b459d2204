package io.dxmi.gcd.bilevel;

import java.util.random.RandomGenerator;

/** Which minibatches the gradients of g at y and at z use. */
public enum Minibatches {

    /** One minibatch for both, as the method needs (arXiv 2402.07101). */
    SHARED {
        @Override
        <S> S second(Level<S> level, S first, RandomGenerator random) {
            return first;
        }
    },

    /** A minibatch each, to show what it costs. */
    INDEPENDENT {
        @Override
        <S> S second(Level<S> level, S first, RandomGenerator random) {
            return level.sample(random);
        }
    };

    abstract <S> S second(Level<S> level, S first, RandomGenerator random);
}
