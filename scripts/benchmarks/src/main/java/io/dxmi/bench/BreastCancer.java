package io.dxmi.bench;

import io.dxmi.samplers.data.DataSet;
import io.dxmi.samplers.data.ShippedTable;

/**
 * 569 tumours by 30 measured features.
 *
 * <p>"Breast Cancer Wisconsin (Diagnostic)", W. Wolberg, O. Mangasarian, N. Street, W. Street, UCI Machine Learning
 * Repository (1995), CC BY 4.0.
 */
public final class BreastCancer {

    private BreastCancer() {}

    /** Samples of shape (30), in the units of the measurement; label 0 malignant, 1 benign. */
    public static DataSet load() {
        return ShippedTable.read(BreastCancer.class, "breast-cancer", "breast-cancer-wdbc.csv", 30);
    }
}
