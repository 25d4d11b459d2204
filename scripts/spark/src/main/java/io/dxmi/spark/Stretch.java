package io.dxmi.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of a task: samples or rows number {@code from} to {@code from + count - 1}.
 *
 * @param from from 0
 * @param count at least 1
 */
record Stretch(long from, int count) implements Serializable {

    /** Stretches of {@code length}, the last may be shorter. */
    static List<Stretch> of(long from, long to, int length) {
        List<Stretch> parts = new ArrayList<>();
        for (long at = from; at < to; at += length) parts.add(new Stretch(at, (int) Math.min(length, to - at)));
        return parts;
    }
}
