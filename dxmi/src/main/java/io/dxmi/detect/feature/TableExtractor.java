package io.dxmi.detect.feature;

import io.dxmi.detect.column.TableCoding;
import io.dxmi.detect.data.Sample;
import io.dxmi.detect.data.TableScaling;
import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor;
import java.util.Map;

/**
 * A table's row, standardised.
 *
 * @param coding which features belong to which column
 */
public record TableExtractor(TableScaling scaling, TableCoding coding) implements Explained {

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
        return scaling.apply(exact(sample));
    }

    /** The values of a row in double precision, (D). */
    public static double[] exact(Sample sample) {
        if (sample.row() != null) return sample.row().exact();
        double[] out = new double[sample.values().length];
        for (int i = 0; i < out.length; i++) out[i] = sample.values()[i];
        return out;
    }

    @Override
    public double[] byPart(double[] features) {
        return coding.byColumn(features);
    }

    @Override
    public String part(int part, Sample sample) {
        return coding.columns().get(part).name();
    }

    @Override
    public Map<String, HostTensor> tensors() {
        return scaling.tensors();
    }
}
