package io.dxmi.bench.bilevel;

import io.dxmi.gcd.bilevel.RowLoss;
import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.List;

/** Cross-entropy of a linear classifier of pictures (B, features) with labels (B, classes), one entry of a row 1, the others 0. */
record SoftmaxRegression(int features, int classes) implements RowLoss {

    @Override
    public List<Parameter> parameters() {
        return List.of(Parameter.constant("weight", 0, classes, features));
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> network, List<T> rows) {
        T logits = o.linear(rows.get(0), network.get("weight"));
        return o.scale(o.meanPerSample(o.mul(o.logSoftmax(logits), rows.get(1))), -classes);
    }
}
