package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import java.util.ArrayList;
import java.util.List;

/** A {@link ConvScalar} that also sees the time: x (B, channels, size, size), time (B) to (B, 1). */
public record TimeConvScalar(ConvScalar body, TimeEmbedding embedding) implements TimeNetwork {

    @Override
    public List<Parameter> parameters() {
        List<Parameter> list = new ArrayList<>(body.parameters());
        list.addAll(embedding.parameters("time1", body.width()));
        list.addAll(embedding.parameters("time2", 2 * body.width()));
        return list;
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x, T time) {
        T shared = embedding.shared(o, time);
        return body.of(
                o, p, x, List.of(embedding.of(o, p.in("time1"), shared), embedding.of(o, p.in("time2"), shared)));
    }
}
