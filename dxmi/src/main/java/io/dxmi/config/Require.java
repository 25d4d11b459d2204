package io.dxmi.config;

import io.dxmi.samplers.UserError;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

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

    /** A noise level in units of the data; its square is exact enough beside 1. */
    static void level(String key, double value) {
        within(key, value, 1e-6, 1e6);
    }

    /** Within [0, 1). */
    static void decay(String key, double value) {
        if (!(value >= 0 && value < 1)) throw new UserError(key + " must be within [0, 1), got " + value);
    }

    /** Null where the user names none. */
    static void path(String key, String value) {
        if (value == null) return;
        try {
            if (!value.isBlank() && Path.of(value).getNameCount() >= 0) return;
        } catch (InvalidPathException e) {
            throw new UserError(
                    key + " must be the name of a file or folder, got '" + value + "': " + e.getReason(), e);
        }
        throw new UserError(key + " must be the name of a file or folder, got '" + value + "'");
    }

    static void that(boolean holds, String otherwise) {
        if (!holds) throw new UserError(otherwise);
    }
}
