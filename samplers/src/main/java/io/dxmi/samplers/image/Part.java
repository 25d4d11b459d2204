package io.dxmi.samplers.image;

/** The part of a data set that is meant: to learn from or to measure on. */
public enum Part {
    TRAIN,
    TEST
}
