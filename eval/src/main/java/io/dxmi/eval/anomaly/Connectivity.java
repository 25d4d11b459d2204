package io.dxmi.eval.anomaly;

/** Which pixels touch. */
public enum Connectivity {
    /** Pixels that share an edge. */
    FOUR,
    /** Pixels that share an edge or a corner; the usual choice for MVTec AD. */
    EIGHT;

    boolean joins(int dy, int dx) {
        return this == EIGHT || dy == 0 || dx == 0;
    }
}
