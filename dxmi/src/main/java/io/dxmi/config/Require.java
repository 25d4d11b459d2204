package io.dxmi.config;

import io.dxmi.samplers.UserError;

/**
 * Range checks of configuration records. The key is relative to the record; binding puts the section in front. Written so
 * that NaN fails.
 */
final class Require {

    private Require() {}

    static void atLeast(String key, long value, long least) {
        if (value < least) throw new UserError(key + " must be at least " + least + ", got " + value);
    }

    /** A size or number of times; the upper bound only keeps a slip of the keyboard from filling the machine. */
    static void count(String key, long value, long least, long most) {
        atLeast(key, value, least);
        if (value > most) throw new UserError(key + " must be at most " + most + ", got " + value);
    }

    static void atLeast(String key, double value, double least) {
        if (!(value >= least && value < Double.POSITIVE_INFINITY)) {
            throw new UserError(key + " must be a finite number of at least " + least + ", got " + value);
        }
    }

    static void above(String key, double value, double bound) {
        if (!(value > bound && value < Double.POSITIVE_INFINITY)) {
            throw new UserError(key + " must be a finite number above " + bound + ", got " + value);
        }
    }

    static void within(String key, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new UserError(key + " must be within [" + least + ", " + most + "], got " + value);
        }
    }

    /** Within [0, 1). */
    static void decay(String key, double value) {
        if (!(value >= 0 && value < 1)) throw new UserError(key + " must be within [0, 1), got " + value);
    }

    static void that(boolean holds, String otherwise) {
        if (!holds) throw new UserError(otherwise);
    }
}
