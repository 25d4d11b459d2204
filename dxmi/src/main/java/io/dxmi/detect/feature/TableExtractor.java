package io.dxmi.detect.feature;

import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.TableScaling;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.Map;

/** A table's row, standardised. */
public record TableExtractor(TableScaling scaling) implements Extractor {

    @Override
    public int dimensions() {
        return scaling.columns().size();
    }

    @Override
    public int rows() {
        return 1;
    }

    @Override
    public int columns() {
        return 1;
    }

    @Override
    public float[] of(Sample sample) {
        if (sample.values().length != dimensions()) {
            throw new UserError(sample.name() + " has " + sample.values().length
                    + " features, but the model was fitted on " + dimensions());
        }
        return scaling.apply(sample.values());
    }

    @Override
    public Map<String, HostTensor> tensors() {
        return scaling.tensors();
    }
}
