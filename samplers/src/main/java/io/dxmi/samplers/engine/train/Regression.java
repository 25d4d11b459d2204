package io.dxmi.samplers.engine.train;

import io.dxmi.samplers.engine.Networks;
import io.dxmi.samplers.engine.Ops;
import java.util.List;
import java.util.Map;

/** A network that is fitted to targets row by row, as {@link FittedSlopes} does. */
public interface Regression {

    /** Names of the inputs; the first, x (R, ...), is the one that slopes are taken by. */
    List<String> inputs();

    <T> Fit<T> of(Ops<T> o, Networks<T> networks, List<T> inputs);

    /**
     * What is fitted.
     *
     * @param values (R); row r depends on row r of x alone
     * @param targets (R); no gradient passes
     * @param results further arrays that a call returns, without a graph
     * @param logged scalars for the log, by name
     */
    record Fit<T>(T values, T targets, List<T> results, Map<String, T> logged) {}
}
