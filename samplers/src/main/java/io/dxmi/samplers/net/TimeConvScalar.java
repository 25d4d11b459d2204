package io.dxmi.samplers.net;

import io.dxmi.samplers.engine.Ops;
import io.dxmi.samplers.engine.Parameter;
import io.dxmi.samplers.engine.Params;
import io.dxmi.samplers.net.layer.Block;
import io.dxmi.samplers.net.layer.UnaryLayer;
import java.util.List;

/** A {@link ConvScalar} that also sees the time: x (B, channels, size, size), time (B) to (B, 1). */
public record TimeConvScalar(ConvScalar body, TimeEmbedding embedding) implements TimeNetwork {

    private final class Layers extends Block {

        final ConvScalar.Body scalar = add(body.new Body());
        final UnaryLayer time1 = add(embedding.layer("time1", body.width()));
        final UnaryLayer time2 = add(embedding.layer("time2", 2 * body.width()));

        Layers() {
            super("");
        }
    }

    @Override
    public List<Parameter> parameters() {
        return new Layers().parameters();
    }

    @Override
    public <T> T of(Ops<T> o, Params<T> p, T x, T time) {
        Layers layers = new Layers();
        T shared = embedding.shared(o, time);
        return layers.scalar.of(o, p, x, layers.time1.of(o, p, shared), layers.time2.of(o, p, shared));
    }
}
