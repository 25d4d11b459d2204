package io.dxmi.samplers.checkpoint.recognise;

import io.dxmi.samplers.schedule.DdpmBetas;
import io.dxmi.samplers.tensor.HostTensor.DType;
import io.dxmi.samplers.tensor.TensorFile;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the tables around a network tell of its diffusion: {@code betas} the variances, {@code loss_weight} what it predicts, as
 * denoising-diffusion-pytorch registers them. The answer has the words of {@link ImportedNetwork#SCHEDULER} notes.
 */
final class DiffusionTables {

    private static final int LONGEST = 100_000;

    /** Of tables in single precision. */
    private static final double CLOSE = 1e-4;

    /** Min-SNR weights are cut off at this ratio. */
    private static final double USUAL_CLIP = 5;

    private DiffusionTables() {}

    /** @param names full names of the tables */
    static Map<String, String> notes(TensorFile file, List<String> names) {
        Optional<double[]> betas = table(file, names, "betas");
        if (betas.isEmpty() || !Arrays.stream(betas.get()).allMatch(b -> 0 < b && b < 1)) return Map.of();
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put(ImportedNetwork.SCHEDULER + "betas", schedule(betas.get()));
        table(file, names, "loss_weight")
                .flatMap(weight -> prediction(betas.get(), weight))
                .ifPresent(told -> notes.put(ImportedNetwork.SCHEDULER + "prediction_type", told));
        return notes;
    }

    private static Optional<double[]> table(TensorFile file, List<String> names, String table) {
        return names.stream()
                .filter(name -> name.equals(table) || name.endsWith("." + table) || name.endsWith("/" + table))
                .filter(name -> readable(file.entries().get(name)))
                .findFirst()
                .map(name -> file.read(name).toDoubles());
    }

    private static boolean readable(TensorFile.Entry entry) {
        boolean decimal = entry.dtype() == DType.F32 || entry.dtype() == DType.F64;
        return decimal && entry.shape().length == 1 && entry.shape()[0] > 1 && entry.shape()[0] <= LONGEST;
    }

    /** The name of a known table, or what an unknown one is like. */
    private static String schedule(double[] betas) {
        for (DdpmBetas known : DdpmBetas.values()) {
            if (close(betas, known.betas())) return known.name().toLowerCase(Locale.ROOT);
        }
        return String.format(
                Locale.ROOT, "%d variances from %.4g to %.4g", betas.length, betas[0], betas[betas.length - 1]);
    }

    private static boolean close(double[] found, double[] known) {
        if (found.length != known.length) return false;
        for (int i = 0; i < found.length; i++) {
            if (Math.abs(found[i] - known[i]) > CLOSE * Math.max(found[i], known[i]) + 1e-7) return false;
        }
        return true;
    }

    /** The weights of the loss are those of the data's error in units of what is predicted, perhaps cut off. */
    private static Optional<String> prediction(double[] betas, double[] weight) {
        if (weight.length != betas.length) return Optional.empty();
        double[] noise = new double[betas.length];
        double[] data = new double[betas.length];
        double[] velocity = new double[betas.length];
        double product = 1;
        for (double clip : new double[] {Double.POSITIVE_INFINITY, USUAL_CLIP}) {
            product = 1;
            for (int i = 0; i < betas.length; i++) {
                product *= 1 - betas[i];
                double ratio = product / (1 - product);
                double cut = Math.min(ratio, clip);
                noise[i] = cut / ratio;
                data[i] = cut;
                velocity[i] = cut / (ratio + 1);
            }
            if (agree(weight, noise)) return Optional.of("epsilon");
            if (agree(weight, data)) return Optional.of("sample");
            if (agree(weight, velocity)) return Optional.of("v_prediction");
        }
        return Optional.empty();
    }

    private static boolean agree(double[] found, double[] known) {
        for (int i = 0; i < found.length; i++) {
            // single precision of a long product, and of one minus it
            if (Math.abs(found[i] - known[i]) > 1e-2 * Math.abs(known[i]) + 1e-6) return false;
        }
        return true;
    }
}
