package io.dxmi.samplers.schedule;

public enum Prediction {
    NOISE,
    DATA
}
