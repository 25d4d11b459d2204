package io.dxmi.detect.energy;

/** What scores a place: two energies that are trained, and the baselines that they are compared with. */
public enum EnergyKind {
    KERNEL,
    AUTOENCODER,
    /** Mean distance to the five nearest neighbours. */
    KNN,
    /** Isolation forest. */
    IFOREST,
    /** Distance to the nearest remembered place of images or maps. */
    PATCHCORE;

    /** Whether it compares with remembered points, so that it can leave some of them out. */
    public boolean remembers() {
        return this == KERNEL || this == KNN || this == PATCHCORE;
    }

    /** Whether it is trained jointly with a sampler. */
    public boolean isTrained() {
        return this == KERNEL || this == AUTOENCODER;
    }
}
