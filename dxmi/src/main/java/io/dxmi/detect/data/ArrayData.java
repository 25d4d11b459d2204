package io.dxmi.detect.data;

import io.dxmi.samplers.UserError;
import io.dxmi.samplers.tensor.HostTensor;
import io.dxmi.samplers.tensor.HostTensor.DType;
import io.dxmi.samplers.tensor.Npz;
import io.dxmi.samplers.tensor.Safetensors;
import io.dxmi.samplers.tensor.TensorFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Arrays as samples: uint8 images (N, H, W[, C]), float features (N, C, H, W), vectors of numbers (N, D), or one map (C, H, W); beside
 * them whole-number {@code labels} (N), if somebody knows them.
 */
public final class ArrayData {

    private static final List<String> LABELS = List.of("labels", "label", "y", "Y", "target", "targets", "arr_1");
    private static final List<String> USUAL_NAMES = List.of("features", "images", "X", "x", "data", "arr_0");
    private static final Set<Integer> CHANNELS = Set.of(1, 3);

    private ArrayData() {}

    public static boolean isArrays(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".npz") || name.endsWith(".npy") || name.endsWith(".safetensors");
    }

    /** The samples in a file. @throws UserError if the file holds no such array, or labels of another length */
    public static Loaded open(Path file, TableChoice choice) {
        Map<String, HostTensor> arrays = file.toString().endsWith(".safetensors")
                ? Safetensors.read(file).tensors()
                : Npz.read(file);
        Map<String, HostTensor> data = new LinkedHashMap<>(arrays);
        HostTensor labels = LABELS.stream()
                .filter(data::containsKey)
                .findFirst()
                .map(data::remove)
                .orElse(null);
        String name = USUAL_NAMES.stream()
                .filter(data::containsKey)
                .findFirst()
                .orElseGet(() -> data.size() == 1 ? data.keySet().iterator().next() : null);
        if (name == null) {
            throw new UserError(file + ": expected an array 'features' or 'images', found " + arrays.keySet());
        }
        return samples(file + ": " + name, data.get(name), labels, choice);
    }

    /** Whether a file has labels beside its samples. @throws UserError if the file is damaged */
    static boolean hasLabels(Path file) {
        TensorFile arrays = file.toString().endsWith(".safetensors") ? Safetensors.open(file) : Npz.open(file);
        return LABELS.stream().anyMatch(arrays.entries()::containsKey);
    }

    private static Loaded samples(String where, HostTensor array, HostTensor labels, TableChoice choice) {
        long[] shape = array.shape();
        if (array.size() == 0) {
            throw new UserError(
                    where + ": expected at least one sample with at least one value, got " + Arrays.toString(shape));
        }
        boolean bytes = array.dtype() == DType.U8;
        if (bytes && (shape.length == 3 || (shape.length == 4 && CHANNELS.contains((int) shape[3])))) {
            return loaded(SampleKind.IMAGES, where, array, labels, choice);
        }
        boolean floats = array.dtype() == DType.F32 || array.dtype() == DType.F64 || array.dtype() == DType.F16;
        if (shape.length == 2 && !floats && array.dtype() != DType.BF16) {
            HostTensor numbers = HostTensor.of(array.toDoubles(), shape[0], shape[1]);
            return loaded(SampleKind.VECTORS, where, numbers, labels, choice);
        }
        if (shape.length == 1) {
            throw new UserError(where + ": expected (N, D), one row for each sample, got one dimension, "
                    + Arrays.toString(shape) + "; reshape it to (" + shape[0]
                    + ", 1) for samples of one number, or to (1, "
                    + shape[0] + ") for one sample; write a time series as CSV");
        }
        if (floats && shape.length == 3) {
            long[] one = {1, shape[0], shape[1], shape[2]};
            HostTensor single = new HostTensor(array.dtype(), one, array.data());
            return loaded(SampleKind.FEATURES, where, single, labels, choice);
        }
        if (floats && shape.length == 4) return loaded(SampleKind.FEATURES, where, array, labels, choice);
        if (floats && shape.length == 2) return loaded(SampleKind.VECTORS, where, array, labels, choice);
        throw new UserError(
                where + ": expected uint8 images (N, H, W[, C]), floats (N, C, H, W), or numbers (N, D), got "
                        + array.dtype() + " " + Arrays.toString(shape));
    }

    private static Loaded loaded(
            SampleKind kind, String where, HostTensor array, HostTensor labels, TableChoice choice) {
        int n = (int) array.shape()[0];
        if (labels != null && (labels.shape().length != 1 || labels.size() != n)) {
            throw new UserError(where + ": expected " + n + " labels, got " + Arrays.toString(labels.shape()));
        }
        if (labels == null && choice.normal() != null) {
            throw new UserError(UserError.parameter("normal") + " is for labels, but " + where
                    + " has none beside it; expected an array 'labels' in the same file");
        }
        long[] numbers = labels == null ? null : labels.toLongs();
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            int label = numbers == null ? Sample.UNKNOWN : choice.label(Long.toString(numbers[i]));
            float[] values = row(kind, array, i, n);
            for (float v : values) {
                if (!Float.isFinite(v)) throw new UserError(where + "[" + i + "] holds a value that is not finite");
            }
            Sample.Row exact = kind == SampleKind.VECTORS ? new Sample.Row(exact(array, i, n), null, List.of()) : null;
            samples.add(new Sample(
                    where + "[" + i + "]", "", label, values, sampleShape(kind, array.shape()), null, exact));
        }
        return new Loaded(kind, Samples.of(where, samples));
    }

    private static long[] sampleShape(SampleKind kind, long[] shape) {
        return kind == SampleKind.IMAGES
                ? new long[] {shape.length == 3 ? 1 : shape[3], shape[1], shape[2]}
                : Arrays.copyOfRange(shape, 1, shape.length);
    }

    private static double[] exact(HostTensor array, int i, int n) {
        int bytes = array.data().length / n;
        byte[] data = Arrays.copyOfRange(array.data(), i * bytes, (i + 1) * bytes);
        return new HostTensor(array.dtype(), new long[] {array.shape()[1]}, data).toDoubles();
    }

    private static float[] row(SampleKind kind, HostTensor array, int i, int n) {
        int bytes = array.data().length / n;
        long[] shape = Arrays.copyOfRange(array.shape(), 1, array.shape().length);
        byte[] data = Arrays.copyOfRange(array.data(), i * bytes, (i + 1) * bytes);
        if (kind != SampleKind.IMAGES) return new HostTensor(array.dtype(), shape, data).toFloats();
        int channels = shape.length == 2 ? 1 : (int) shape[2];
        return planes(data, channels);
    }

    /** (H, W, C) bytes to (C, H, W) in [0, 1]. */
    public static float[] planes(byte[] pixels, int channels) {
        int count = pixels.length / channels;
        float[] out = new float[pixels.length];
        for (int p = 0; p < count; p++) {
            for (int c = 0; c < channels; c++) out[c * count + p] = (pixels[p * channels + c] & 0xff) / 255f;
        }
        return out;
    }
}
