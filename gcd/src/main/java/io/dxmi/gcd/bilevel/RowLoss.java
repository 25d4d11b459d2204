package io.dxmi.gcd.bilevel;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.List;

/** A network with one loss a row, such as the cross-entropy of a classifier or an energy. */
public interface RowLoss {

    List<Parameter> parameters();

    /**
     * The losses (B).
     *
     * @param rows arrays of B rows each, in the order in which the data was given
     */
    <T> T of(Ops<T> ops, Params<T> network, List<T> rows);
}
