package io.dxmi.detect.feature;

import io.dxmi.detect.data.Sample;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.Map;

/** The places of a backbone's stacked maps, projected as precomputed features are. */
public record BackboneExtractor(Backbone backbone, MapExtractor maps) implements Extractor {

    @Override
    public int dimensions() {
        return maps.dimensions();
    }

    @Override
    public int rows() {
        return maps.rows();
    }

    @Override
    public int columns() {
        return maps.columns();
    }

    @Override
    public float[] of(Sample sample) {
        return maps.of(backbone.features(sample));
    }

    @Override
    public Map<String, HostTensor> tensors() {
        return Map.of(
                "projection.mean", maps.tensors().get("projection.mean"),
                "projection.rows", maps.tensors().get("projection.rows"),
                "backbone.shape", HostTensor.of(maps.shape(), 3));
    }

    @Override
    public void close() {
        backbone.close();
    }
}
