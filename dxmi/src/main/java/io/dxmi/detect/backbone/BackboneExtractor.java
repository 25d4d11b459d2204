package io.dxmi.detect.backbone;

import io.dxmi.detect.data.Sample;
import io.dxmi.detect.feature.Extractor;
import io.dxmi.detect.feature.MapExtractor;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.HostTensor.DType;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** The places of a backbone's stacked maps, projected as precomputed features are. */
public record BackboneExtractor(Backbone backbone, MapExtractor maps) implements Extractor {

    private static final String DIGEST = "backbone.sha256";

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
        Sample features = backbone.features(sample);
        if (!Arrays.equals(features.shape(), maps.shape())) {
            throw new UserError(sample.name() + ": the backbone gives features of shape "
                    + Arrays.toString(features.shape()) + ", but the model was fitted on "
                    + Arrays.toString(maps.shape())
                    + " of an earlier version; fit the model again with 'dxmi detect fit'");
        }
        return maps.of(features);
    }

    @Override
    public Map<String, HostTensor> tensors() {
        return Map.of(
                "projection.mean",
                maps.tensors().get("projection.mean"),
                "projection.rows",
                maps.tensors().get("projection.rows"),
                "backbone.shape",
                HostTensor.of(maps.shape(), 3),
                DIGEST,
                new HostTensor(DType.U8, new long[] {32}, HexFormat.of().parseHex(backbone.sha256())));
    }

    /** The SHA-256 of a model's backbone in hexadecimal, from its tensors; models of version 0.1 have none. */
    public static Optional<String> sha256(Map<String, HostTensor> tensors) {
        return Optional.ofNullable(tensors.get(DIGEST))
                .map(digest -> HexFormat.of().formatHex(digest.data()));
    }

    @Override
    public void close() {
        backbone.close();
    }
}
