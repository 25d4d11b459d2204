package io.dxmi.samplers.net.layer;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.List;

/**
 * A row of features for each index: int64 (B) to (B, width).
 *
 * @param table (rows, width)
 */
public record Embedding(Parameter table) implements UnaryLayer {

    @Override
    public List<Parameter> parameters() {
        return List.of(table);
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T index) {
        return o.indexSelect(p.get(table.name()), index);
    }
}
