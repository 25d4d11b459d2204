package io.dxmi.detect.energy;

/** What scores a place. */
public enum EnergyKind {
    KERNEL,
    AUTOENCODER
}
