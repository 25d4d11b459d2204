package io.dxmi.detect.model;

import io.dxmi.detect.backbone.Backbone;
import io.dxmi.detect.backbone.BackboneExtractor;
import io.dxmi.detect.column.TableCoding;
import io.dxmi.detect.curve.CurveExtractor;
import io.dxmi.detect.data.SampleKind;
import io.dxmi.detect.data.TableScaling;
import io.dxmi.detect.feature.Extractor;
import io.dxmi.detect.feature.ImageExtractor;
import io.dxmi.detect.feature.MapExtractor;
import io.dxmi.detect.feature.Projection;
import io.dxmi.detect.feature.TableExtractor;
import io.dxmi.detect.feature.TiledExtractor;
import io.dxmi.detect.feature.Tiles;
import io.dxmi.detect.feature.WindowExtractor;
import io.dxmi.samplers.data.SpectralBasis;
import io.dxmi.samplers.tensor.HostTensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The extractor of a model from the arrays of its folder. */
public final class ExtractorArrays {

    private ExtractorArrays() {}

    /**
     * The extractor of a model's arrays.
     *
     * @param file named in errors
     */
    public static Extractor read(ModelRecord about, Map<String, HostTensor> tensors, Path file) {
        Extractor whole = untiled(about, tensors, file);
        if (!tensors.containsKey(TiledExtractor.TENSOR)) return whole;
        long[] tiles = array(tensors, TiledExtractor.TENSOR, file).toLongs();
        return new Tiles((int) tiles[0], (int) tiles[1]).extractor(whole);
    }

    private static Extractor untiled(ModelRecord about, Map<String, HostTensor> tensors, Path file) {
        if (about.kind() == SampleKind.IMAGES) {
            return ImageExtractor.of(
                    array(tensors, "extractor.sizes", file).toLongs(),
                    array(tensors, "extractor.scales", file).toDoubles(),
                    projection(tensors, file));
        }
        if (about.kind() == SampleKind.FEATURES) {
            return new MapExtractor(about.shape(), projection(tensors, file));
        }
        if (about.kind() == SampleKind.BACKBONE) {
            long[] shape = array(tensors, "backbone.shape", file).toLongs();
            return new BackboneExtractor(
                    Backbone.beside(file, BackboneExtractor.sha256(tensors)),
                    new MapExtractor(shape, projection(tensors, file)));
        }
        if (about.kind() == SampleKind.SERIES) {
            return new WindowExtractor(
                    about.series().window(),
                    array(tensors, "series.mean", file).toDoubles(),
                    array(tensors, "series.sd", file).toDoubles(),
                    tensors.containsKey("projection.mean") ? projection(tensors, file) : null);
        }
        if (about.kind() == SampleKind.CURVES) {
            SpectralBasis basis = about.basis();
            return new CurveExtractor(basis, scaling(CurveExtractor.names(basis), false, tensors, file));
        }
        TableCoding coding = about.tableCoding();
        return new TableExtractor(scaling(coding.features(), about.header(), tensors, file), coding);
    }

    private static TableScaling scaling(
            List<String> features, boolean named, Map<String, HostTensor> tensors, Path file) {
        return TableScaling.of(
                features,
                named,
                array(tensors, "table.median", file),
                array(tensors, "table.mean", file),
                array(tensors, "table.sd", file));
    }

    private static Projection projection(Map<String, HostTensor> tensors, Path file) {
        return new Projection(floats(tensors, "projection.mean", file), floats(tensors, "projection.rows", file));
    }

    private static float[] floats(Map<String, HostTensor> tensors, String name, Path file) {
        return array(tensors, name, file).toFloats();
    }

    private static HostTensor array(Map<String, HostTensor> tensors, String name, Path file) {
        HostTensor tensor = tensors.get(name);
        if (tensor == null) throw EnergyArrays.lacking(name, file);
        return tensor;
    }
}
